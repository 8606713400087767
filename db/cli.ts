import { runJournalCli } from './journal-cli.ts';

process.exitCode = runJournalCli(process.argv.slice(2), (line) => {
  console.log(line);
});
