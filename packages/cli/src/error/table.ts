interface Row {
  readonly means: string
  readonly wayOut: string
  readonly exitCode: number
}

/** Every error that this command itself reports: what it means, the way out, and the exit code. */
export const errors = {
  usage: {
    means: 'The command line is not one that kickai knows.',
    wayOut: 'See "kickai --help", or "kickai COMMAND --help".',
    exitCode: 2,
  },
  'config-missing': {
    means: 'There is no configuration in this folder or above it.',
    wayOut: 'Write one with "kickai init", or change to the folder that holds it.',
    exitCode: 2,
  },
  'config-unreadable': {
    means: 'The configuration could not be loaded.',
    wayOut: 'Correct the file, then see with "kickai validate" whether it holds.',
    exitCode: 2,
  },
  'config-invalid': {
    means: 'The configuration was loaded and says something that cannot be.',
    wayOut: 'Correct every point named, then see with "kickai validate" whether it holds.',
    exitCode: 2,
  },
  'config-exists': {
    means: 'There is a configuration already.',
    wayOut: 'Change it by hand, or move it away to begin anew.',
    exitCode: 2,
  },
  'places-unreadable': {
    means: 'The file of places on Railway is torn, or not one of this tool.',
    wayOut:
      'Restore kickai.places.json with git, or remove it: "kickai provision" finds everything by its name and writes it anew.',
    exitCode: 2,
  },
  'cannot-provision': {
    means: 'What is on Railway and what the configuration says cannot be brought together; nothing was changed.',
    wayOut: 'Put every point named right, on Railway or in the configuration, then try again.',
    exitCode: 4,
  },
  'declaration-unreadable': {
    means: 'What .railway/railway.ts declares could not be read; nothing was changed.',
    wayOut: 'Correct the file: it ends in "export default defineRailway(() => project(…))" of railway/iac.',
    exitCode: 2,
  },
  'probe-incomplete': {
    means: 'The probe ended before its end, or something that it made is left on Railway.',
    wayOut: 'Call it again: it first deletes what an earlier one has left, then begins anew.',
    exitCode: 5,
  },
  'provision-incomplete': {
    means: 'Not everything is on Railway as it was made and set.',
    wayOut: 'Call it again: it looks for what is there first, and makes nothing twice.',
    exitCode: 5,
  },
  'start-unknown': {
    means: 'Nothing in the repository says how the service is started.',
    wayOut: 'Name the command: kickai init --start "COMMAND".',
    exitCode: 2,
  },
  'environments-not-apart': {
    means: 'Two environments have one secret, token, key or database between them.',
    wayOut: 'Give each environment its own, then try again.',
    exitCode: 2,
  },
  'environment-unknown': {
    means: 'The configuration has no environment of that name.',
    wayOut: 'Use one of the environments named, or add it to the configuration.',
    exitCode: 2,
  },
  'release-unknown': {
    means: 'The journal has no release of that id.',
    wayOut: 'See "kickai history" for the releases there are.',
    exitCode: 2,
  },
  'release-ambiguous': {
    means: 'More than one release could be meant.',
    wayOut: 'Name one of the releases listed.',
    exitCode: 2,
  },
  'commit-unknown': {
    means: 'The repository has no such commit.',
    wayOut: 'Name a commit that "git log" shows, or fetch it first.',
    exitCode: 2,
  },
  'secret-unavailable': {
    means: 'The command of the vault gave no value for a reference.',
    wayOut:
      'Run the command that "vault" in the configuration names by hand, and see what it says: whether you are signed in, whether the name is right, and whether it answers in time.',
    exitCode: 2,
  },
  'secret-missing': {
    means: 'A reference to a secret leads to no value.',
    wayOut: 'Set what each reference names, then try again.',
    exitCode: 2,
  },
  'not-ready': {
    means: 'Several things keep a release from beginning; each is named.',
    wayOut: 'Put every point right, then try again.',
    exitCode: 2,
  },
  'journal-unreadable': {
    means: 'The journal is torn, or not one of this tool.',
    wayOut: 'Restore the file from a copy, or move it away to begin a new one.',
    exitCode: 2,
  },
  'journal-newer': {
    means: 'A newer version of kickai has written this journal.',
    wayOut: 'Use that version of kickai, or a newer one. Nothing was changed.',
    exitCode: 2,
  },
  'journal-lost': {
    means:
      'The journal could not be written any more while a release had traffic; the previous one was called back if there was time.',
    wayOut:
      'Once the journal can be written, carry it on with "kickai resume": what was done is kept in .kickai/spool.',
    exitCode: 5,
  },
  'journal-moved': {
    means: 'Another process has carried the release on meanwhile.',
    wayOut: 'See with "kickai show" how it goes; nothing more was changed from here.',
    exitCode: 5,
  },
  'lease-lost': {
    means: 'Somebody else has taken over the environment since.',
    wayOut: 'See with "kickai status" how things stand; "kickai resume" puts right what came too late.',
    exitCode: 5,
  },
  'not-put-right': {
    means: 'What was done after a lease had been lost could not be put right.',
    wayOut: 'See with "kickai status" what serves, then release what is to serve.',
    exitCode: 5,
  },
  'spool-unreadable': {
    means: 'What the journal could not take was kept in a file that is not as kickai left it.',
    wayOut: 'Look at what it says, then move it away.',
    exitCode: 2,
  },
  'state-unreadable': {
    means: 'A file that kickai keeps beside the journal is torn, or not one of this tool.',
    wayOut: 'Remove the file; kickai makes it anew.',
    exitCode: 2,
  },
  'local-running': {
    means: 'The embedded platform of this folder is run by another process.',
    wayOut: 'Use the one that runs, or end it first.',
    exitCode: 2,
  },
  'local-not-running': {
    means: 'The environment is on the embedded platform, and that does not run.',
    wayOut: 'Start it with "kickai local" in another terminal, or give the environment a place on Railway.',
    exitCode: 2,
  },
  'port-in-use': {
    means: 'The port that was asked for is taken.',
    wayOut: 'Name another port, or leave the option out to take the next free one.',
    exitCode: 2,
  },
  'companion-failed': {
    means: 'A program that the configuration puts beside the embedded platform did not become ready.',
    wayOut: 'See its output, named in the sentence; then correct its command in "local.companions".',
    exitCode: 2,
  },
  'workspace-unwritable': {
    means: 'The folder .kickai cannot be written.',
    wayOut: 'Give yourself the right to write there, or make room on the disk.',
    exitCode: 2,
  },
  'artifact-differs': {
    means: 'What was made of the commit is not the artifact that was asked for; nothing was changed.',
    wayOut: 'Hand on what "kickai build" kept in .kickai/artifacts, or release the commit without --digest.',
    exitCode: 4,
  },
  'nothing-live': {
    means: 'There is nothing that could be promoted or brought back.',
    wayOut: 'Release into that environment first; "kickai history" shows what has been live.',
    exitCode: 4,
  },
  'image-not-recognised': {
    means:
      'The journal knows nothing of the environment, and its service runs an image, which carries no id of a release.',
    wayOut:
      'Use the journal that knows of it, such as one that machines share (docs/stores.md). Or release the image there by its name: kickai deploy ENV --image REF.',
    exitCode: 4,
  },
  blocked: {
    means: 'The release may not go on as things stand; nothing was changed.',
    wayOut: 'Put right what the sentence names, then release again.',
    exitCode: 4,
  },
  interrupted: {
    means: 'The release was left before its end and can be carried on.',
    wayOut: 'Carry it on with "kickai resume".',
    exitCode: 5,
  },
  'left-uncertain': {
    means: 'A release that an earlier start left half done ended so that nobody knows what serves.',
    wayOut: 'See with "kickai show" what happened; the next start takes nothing for granted and releases anew.',
    exitCode: 5,
  },
  'report-unwritable': {
    means: 'The page of a report cannot be written.',
    wayOut: 'Name a file in a folder that is there, and that you may write to.',
    exitCode: 2,
  },
  'rehearsal-failed': {
    means: 'The rehearsal of a bad release did not end as it must.',
    wayOut: "See the rehearsal's own record, named in the sentence.",
    exitCode: 1,
  },
} as const satisfies { readonly [code: string]: Row }

export type ErrorCode = keyof typeof errors

/** The table as Markdown, for the documentation. */
export function errorsTable(): string {
  const rows = Object.entries(errors).map(
    ([code, { means, wayOut, exitCode }]) => `| \`${code}\` | ${means} | ${wayOut} | ${exitCode} |`,
  )
  return ['| code | meaning | way out | exit code |', '|---|---|---|---|', ...rows, ''].join('\n')
}
