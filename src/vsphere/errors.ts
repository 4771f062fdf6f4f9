/**
 * What an answer of vCenter, or the lack of one, means for whoever asked:
 * - `unavailable`: no answer, or one that says nothing of the request; try again.
 * - `session`: the session is over; log in again.
 * - `accountRefused`, `forbidden`, `untrusted`: an operator has to act; the message says how.
 * - `gone`: this vCenter has no such VM (any more).
 * - `guestNotReady`: the guest does not take orders just now; it may soon.
 * - `guestLoginRefused`: the guest does not take the password; while it is being customized it soon may.
 * - `guestForbidden`, `unsupported`: this guest never will.
 * - `fileMissing`, `fileExists`, `fileFault`, `processMissing`: of the one file or process.
 */
export type VsphereErrorKind =
  | 'unavailable'
  | 'session'
  | 'accountRefused'
  | 'forbidden'
  | 'untrusted'
  | 'gone'
  | 'guestNotReady'
  | 'guestLoginRefused'
  | 'guestForbidden'
  | 'unsupported'
  | 'fileMissing'
  | 'fileExists'
  | 'fileFault'
  | 'processMissing';

/** vCenter said no, or nothing. The message is fit to be shown; no password and no session is in it. */
export class VsphereError extends Error {
  override readonly name = 'VsphereError';
  readonly code = 'CSE_VSPHERE';
  readonly kind: VsphereErrorKind;
  /** Type of the fault (vSphere API), or the code of the network error; empty when there was neither. */
  readonly fault: string;
  /** What has happened, and what an operator can do about it, where that is known: the message is both. */
  readonly what: string;
  readonly remedy: string | undefined;
  constructor(kind: VsphereErrorKind, fault: string, what: string, remedy?: string) {
    super(remedy === undefined ? what : `${what}. ${remedy}`);
    this.kind = kind;
    this.fault = fault;
    this.what = what;
    this.remedy = remedy;
  }
}

/** Faults of the vSphere API that we know; any other one is `unavailable`, and tried again. */
export const faultKinds: Readonly<Record<string, VsphereErrorKind>> = {
  NotAuthenticated: 'session',
  InvalidLogin: 'accountRefused',
  NoPermission: 'forbidden',
  ManagedObjectNotFound: 'gone',
  GuestOperationsUnavailable: 'guestNotReady',
  InvalidPowerState: 'guestNotReady',
  InvalidState: 'guestNotReady',
  TaskInProgress: 'guestNotReady',
  TooManyGuestLogons: 'guestNotReady',
  InvalidGuestLogin: 'guestLoginRefused',
  GuestPermissionDenied: 'guestForbidden',
  GuestComponentsOutOfDate: 'unsupported',
  OperationNotSupportedByGuest: 'unsupported',
  OperationDisabledByGuest: 'unsupported',
  GuestAuthenticationChallenge: 'unsupported',
  GuestMultipleMappings: 'unsupported',
  MethodNotFound: 'unsupported',
  FileNotFound: 'fileMissing',
  FileAlreadyExists: 'fileExists',
  CannotAccessFile: 'guestForbidden',
  FileFault: 'fileFault',
  GuestProcessNotFound: 'processMissing',
};

/** True for an error of one of these kinds. */
export function isVsphereError(error: unknown, ...kinds: readonly VsphereErrorKind[]): error is VsphereError {
  return error instanceof VsphereError && kinds.includes(error.kind);
}
