"""The only writers of attendance, one module for each verb's noun: rolls, marks, clearing."""
