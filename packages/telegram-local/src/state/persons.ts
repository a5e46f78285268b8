import type { User } from '@grammyjs/types'
import { TelegramLocalError } from '../problem.ts'
import type { Database } from './database.ts'
import { personId, phoneNumber } from './identifiers.ts'

export interface Person {
  readonly id: number
  readonly name: string
  readonly first_name: string
  /** E.164. */
  readonly phone: string
}

const columns = 'SELECT id, name, first_name, phone FROM persons'

/** A person by id or by short name, or undefined. */
export function findPerson(database: Database, reference: number | string): Person | undefined {
  return database.row<Person>(`${columns} WHERE ${typeof reference === 'number' ? 'id' : 'name'} = ?`, reference)
}

/** All persons, in the order of their names. */
export function listPersons(database: Database): Person[] {
  return database.rows<Person>(`${columns} ORDER BY name`)
}

/** The person with this id or short name, made on first use; someone made by id is called after it. */
export function ensurePerson(database: Database, reference: number | string): Person {
  const known = findPerson(database, reference)
  if (known !== undefined) return known
  const name = String(reference)
  const id = typeof reference === 'number' ? reference : personId(reference)
  if (id <= 0) throw new TelegramLocalError('person-unknown', `${id} is no person's id.`, 'Such ids are above 0.')
  if (isTaken(database, id, name)) {
    throw new TelegramLocalError('name-taken', `${name} is a bot, a group or somebody else.`, 'Take another name.')
  }
  const person = { id, name, first_name: capitalised(name), phone: phoneNumber(id) }
  database.run(
    'INSERT INTO persons (id, name, first_name, phone) VALUES (?, ?, ?, ?)',
    person.id,
    person.name,
    person.first_name,
    person.phone,
  )
  return person
}

function isTaken(database: Database, id: number, name: string): boolean {
  const owner = database.row(
    `SELECT 1 FROM persons WHERE id = ? OR name = ? UNION SELECT 1 FROM bots WHERE id = ?
     UNION SELECT 1 FROM chats WHERE name = ? AND type <> 'private'`,
    id,
    name,
    id,
    name,
  )
  return owner !== undefined
}

/** The person as a Telegram user, as messages carry it. */
export function personUser(person: Person): User {
  return { id: person.id, is_bot: false, first_name: person.first_name, language_code: 'en' }
}

/** The first letter large, the rest as it is. */
export function capitalised(name: string): string {
  return name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}
