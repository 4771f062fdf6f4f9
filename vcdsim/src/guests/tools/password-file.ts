import { createHash, randomBytes } from 'node:crypto';

const scheme = 'vcdsim';

/** A line of /etc/shadow; the stand-ins for chpasswd and passwd write the same form. */
export function shadowLine(user: string, password: string | undefined): string {
  return `${user}:${password === undefined ? '*' : encrypt(password)}:19000:0:99999:7:::\n`;
}

/** Whether /etc/shadow lets this account in with this password. */
export function passwordFits(shadow: string, user: string, password: string): boolean {
  const line = shadow.split('\n').find((each) => each.startsWith(`${user}:`));
  const [, name, salt = ''] = line?.split(':')[1]?.split('$') ?? [];
  return name === scheme && line?.split(':')[1] === encrypt(password, salt);
}

/** The file with another password of one account, which is added where it is not there. */
export function withPassword(shadow: string, user: string, password: string): string {
  const others = shadow.split('\n').filter((line) => line !== '' && !line.startsWith(`${user}:`));
  return shadowLine(user, password) + others.map((line) => `${line}\n`).join('');
}

function encrypt(password: string, salt: string = randomBytes(6).toString('hex')): string {
  const hash = createHash('sha256').update(`${salt}${password}`).digest('hex');
  return `$${scheme}$${salt}$${hash}`;
}
