-- How somebody wants their journal to be. A new column takes no table apart.

-- JSON; what is left out has its default.
ALTER TABLE users ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}';
-- How often they have been changed. A change is taken only if it names the present version.
ALTER TABLE users ADD COLUMN preferences_version INTEGER NOT NULL DEFAULT 0;
