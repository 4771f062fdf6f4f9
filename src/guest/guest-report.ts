import { withoutSecrets } from '#telemetry/log-fields.ts';
import type { GuestReport } from './guest-backend.ts';
import { plainText } from './guest-text.ts';
import { failureKeys, phases } from './report-keys.ts';

const lastLines = 12;
const longestLine = 300;
const longestReason = 1000;
const longestValue = 80;

/**
 * What a guest's keys say of its first boot. Total: the guest may have written anything, and whatever is not
 * understood is a failure that shows it.
 */
export function guestReport(extraConfig: ReadonlyMap<string, string>): GuestReport {
  const seen = phases
    .map((phase) => ({ ...phase, value: extraConfig.get(phase.key) ?? '' }))
    .filter((phase) => phase.value !== '');
  const current = seen.at(-1);
  const status = extraConfig.get(failureKeys.status) ?? '';
  if (status !== '' && status !== '0') {
    return { state: 'failed', phase: current?.name ?? 'start', message: failureMessage(extraConfig, status) };
  }
  const strange = seen.find((phase) => phase.value !== 'in_progress' && phase.value !== 'successful');
  if (strange) {
    const value = plainText(strange.value).slice(0, longestValue);
    const message = `the guest reports ${JSON.stringify(value)}, which no release of the boot script writes`;
    return { state: 'failed', phase: strange.name, message };
  }
  if (!current) return { state: 'silent' };
  if (current.final && current.value === 'successful') return { state: 'succeeded' };
  return { state: 'running', phase: current.name };
}

function failureMessage(extraConfig: ReadonlyMap<string, string>, status: string): string {
  const reason = withoutSecrets(plainText(extraConfig.get(failureKeys.reason) ?? '')).slice(0, longestReason);
  const first = `exit status ${plainText(status).slice(0, longestValue)}: ${reason || 'no reason given'}`;
  return [first, ...outputLines(extraConfig.get(failureKeys.output) ?? '')].join('\n');
}

/** The last lines of a base64 text, whatever it decodes to (its start may be cut inside a character). */
function outputLines(base64: string): string[] {
  // Scripts print what they run, and operators and tenants read what scripts print.
  const lines = withoutSecrets(Buffer.from(base64, 'base64').toString('utf8')).split(/[\r\n]+/);
  const texts = lines.map((line) => plainText(line).slice(0, longestLine)).filter((line) => line !== '');
  return texts.slice(-lastLines);
}
