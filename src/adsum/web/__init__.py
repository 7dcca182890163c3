"""Pages by the job being done, and the API. The only room that speaks HTTP."""
