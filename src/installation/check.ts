import { tellFinding, type Narrator } from './narrator.ts';
import type { Finding, Part } from './part.ts';

/** Tells every finding of every part; false when one is bad (contract of CSE 1.2.7, section 9.3). */
export async function checkInstallation(
  parts: readonly Part[],
  narrator: Pick<Narrator, 'say'>,
  signal: AbortSignal,
): Promise<boolean> {
  narrator.say('Validating CSE installation according to config file', 'notice');
  const findings: Finding[] = [];
  for (const part of parts) {
    const observed = await part.observe(signal);
    for (const finding of observed.findings) tellFinding(narrator, finding);
    findings.push(...observed.findings);
  }
  const valid = findings.every(({ grade }) => grade !== 'bad');
  narrator.say(`CSE installation is ${valid ? 'valid' : 'invalid'}`, valid ? 'good' : 'bad');
  return valid;
}
