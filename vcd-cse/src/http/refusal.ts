import { parseJson } from '../json.ts';
import { Problem } from '../problem.ts';
import { readXml } from '../xml.ts';
import type { Answer, Cloud } from './cloud.ts';

/**
 * What was asked about, where a refusal says nothing itself (contract of CSE 1.2.7, section 11); `cloud` is Cloud
 * Director's own, without the service behind it.
 */
export type Subject = 'cluster' | 'node' | 'other' | 'cloud';

/** What the body of an answer says, and who speaks: Cloud Director, the service behind it, or something in between. */
interface Said {
  readonly by: 'cloud' | 'service' | 'gateway' | 'nobody';
  readonly text: string;
}

/**
 * The problem that an answer other than the expected ones stands for: all forms of the contract of CSE 1.2.7, section
 * 11 (structured and flat JSON, XML of Cloud Director itself, HTML, nothing), each with what to do about it.
 */
export function refusal(
  answer: Answer,
  subject: Subject,
  { host, loginCommand }: Pick<Cloud, 'host' | 'loginCommand'>,
): Problem {
  const { status } = answer;
  const isService = subject !== 'cloud';
  const said = saidIn(answer);
  if (status === 401 && said.by !== 'service') {
    return new Problem(said.text || 'Session has expired or user not logged in. Please re-login.', {
      hint: `Log in again: ${loginCommand}`,
    });
  }
  if (status === 504 && isService) {
    return new Problem(said.text || 'An error has occurred.', {
      hint:
        'The service did not answer in time. It may still do what was asked: look with vcd-cse cluster list before ' +
        'asking again.',
      passing: true,
    });
  }
  if (status === 406 && /API version/i.test(said.text)) {
    return new Problem(said.text, {
      hint: `Cloud Director no longer speaks the API version of this session. Log in again: ${loginCommand}`,
    });
  }
  if (isService && [404, 405, 406].includes(status) && said.by !== 'service') {
    return new Problem(`There is no Kubernetes service (/api/cse) at ${host} (HTTP ${status}).`, {
      hint: 'CSE is not registered with this Cloud Director, or not enabled: ask the provider.',
    });
  }
  const text = said.text || nothingSaid(subject, status);
  return new Problem(text, {
    hint: hintFor(text, said, status),
    passing: status >= 500 && said.by !== 'service',
  });
}

function hintFor(text: string, said: Said, status: number): string | undefined {
  if (text.startsWith('CSE service is disabled')) {
    return 'Work that was begun goes on. A system administrator enables the service: vcd-cse system enable';
  }
  if (said.by === 'cloud' && text.includes('Cannot send message to service')) {
    return 'Cloud Director cannot hand requests to the service: tell the provider.';
  }
  if (status === 401 || status === 403) return 'Your role lacks the right, or the thing is not yours.';
  return undefined;
}

function nothingSaid(subject: Subject, status: number): string {
  if (subject === 'cluster') return 'Invalid cluster name';
  if (subject === 'node') return 'Invalid cluster/node name';
  return `unknown error (HTTP ${status})`;
}

function saidIn({ text, status }: Answer): Said {
  const trimmed = text.trim();
  if (trimmed === '') return { by: 'nobody', text: '' };
  if (trimmed.startsWith('<')) return saidInMarkup(trimmed, status);
  const body = parseJson(trimmed);
  if (typeof body !== 'object' || body === null) {
    return { by: 'gateway', text: `HTTP ${status}: ${trimmed.slice(0, 200)}` };
  }
  const by = 'minorErrorCode' in body ? 'cloud' : 'service';
  const message = 'message' in body ? body.message : undefined;
  if (typeof message === 'string') return { by, text: message };
  if (typeof message !== 'object' || message === null) return { by, text: '' };
  return { by, text: 'reason' in message ? asText(message.reason) : JSON.stringify(message) };
}

function saidInMarkup(markup: string, status: number): Said {
  const message = readXml(markup)?.attributes.get('message');
  if (message !== undefined) return { by: 'cloud', text: message };
  const title = /<title>([^<]{1,200})<\/title>/i.exec(markup)?.[1]?.trim();
  return { by: 'gateway', text: title === undefined ? `HTTP ${status}` : `HTTP ${status}: ${title}` };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
