import { plainText } from '../format/plain-text';
import { examine, type Finding } from '../notebook/doctor';
import type { HomePlace, HomeReason, HomeStep } from '../store/find-home';
import { textOption, type Command } from './command';
import { HOME_OPTION } from './home-option';

const PLACES: Readonly<Record<HomePlace, string>> = {
  option: '--home',
  variable: '$TRIALBOOK_HOME',
  nearest: 'the nearest home upwards',
  environment: 'trialbook-runs in the active Python environment',
  project: 'runs beside the project file',
  beside: 'runs in the working directory'
};

/** `trialbook doctor` */
export const doctor: Command = {
  words: 'doctor',
  group: 'kernel',
  usage: '',
  summary:
    'Says whether all is there that Trialbook works with, and which home is used and why.',
  details: [
    'The exit code is 1 when something is missing without which Trialbook does not work.'
  ],
  options: HOME_OPTION,
  async run(input) {
    const found = await examine({
      home: textOption(input, 'home'),
      from: process.cwd()
    });
    for (const finding of found.findings) {
      lines(finding).forEach(line => input.print(line));
    }
    input.print('');
    homeLines(found.home).forEach(line => input.print(line));
    if (found.findings.some(({ ok, needed }) => needed && !ok)) {
      input.fail();
    }
    return found;
  }
};

function lines({ name, ok, text, cure }: Finding): string[] {
  return [
    `${ok ? 'ok     ' : 'missing'}  ${name.padEnd(11)}  ${plainText(text)}`,
    ...(cure === undefined ? [] : [`${' '.repeat(22)}${plainText(cure)}`])
  ];
}

/** Where a home was looked for, in order, and what was found. */
function homeLines({ place: chosen, steps }: HomeReason): string[] {
  const width = Math.max(...Object.values(PLACES).map(text => text.length));
  return [
    'The home is the first of these that there is:',
    ...steps.map(({ place, dir }: HomeStep) =>
      plainText(
        `${place === chosen ? '→' : ' '} ${PLACES[place].padEnd(width)}  ${dir ?? '-'}`
      ).trimEnd()
    )
  ];
}
