/** Grows with every change of the tables; a file of another version is refused, never rewritten. */
export const schemaVersion = 1

/**
 * Everything belongs to one bot: two bots share persons and nothing else, as two environments must. `change` counts a
 * bot's changes to messages, so that a reader can ask for what is new, edited or deleted since.
 */
export const schema = `
CREATE TABLE bots (
  id INTEGER PRIMARY KEY,
  privacy INTEGER NOT NULL DEFAULT 1,
  next_update INTEGER NOT NULL,
  next_message INTEGER NOT NULL DEFAULT 1,
  last_change INTEGER NOT NULL DEFAULT 0,
  allowed_updates TEXT,
  webhook TEXT
) STRICT;
CREATE TABLE persons (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL,
  phone TEXT NOT NULL
) STRICT;
CREATE TABLE chats (
  bot INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  next_message INTEGER NOT NULL DEFAULT 1,
  migrated_to INTEGER,
  PRIMARY KEY (bot, id),
  UNIQUE (bot, name)
) STRICT;
CREATE TABLE members (
  bot INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  member INTEGER NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (bot, chat, member)
) STRICT;
CREATE TABLE messages (
  bot INTEGER NOT NULL,
  chat INTEGER NOT NULL,
  id INTEGER NOT NULL,
  change INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 1,
  message TEXT NOT NULL,
  keyboard TEXT,
  PRIMARY KEY (bot, chat, id),
  UNIQUE (bot, change)
) STRICT;
CREATE TABLE updates (
  bot INTEGER NOT NULL,
  id INTEGER NOT NULL,
  date INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (bot, id)
) STRICT;
CREATE TABLE callback_queries (
  id TEXT PRIMARY KEY,
  bot INTEGER NOT NULL,
  date INTEGER NOT NULL,
  answer TEXT
) STRICT;
CREATE TABLE commands (
  bot INTEGER NOT NULL,
  scope TEXT NOT NULL,
  language TEXT NOT NULL,
  commands TEXT NOT NULL,
  PRIMARY KEY (bot, scope, language)
) STRICT;
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  bot INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
PRAGMA user_version = ${schemaVersion};
`
