"""The district itself: schools, calendars, bell schedules, staff, roles and scopes, audit and read log."""
