import { login } from './api.js';
import { fill, h } from './dom.js';

/**
 * Asks who is there.
 * @param {Element} place
 * @param {{ onLogin: () => void, announce: (text: string) => void }} options
 */
export function showLogin(place, { onLogin, announce }) {
  const field = (/** @type {string} */ id, /** @type {string} */ type, /** @type {string} */ autocomplete) =>
    h('input', {
      id,
      name: id,
      type,
      autocomplete,
      required: true,
      autocapitalize: 'none',
      spellcheck: 'false',
    });
  const username = field('username', 'text', 'username');
  const password = field('password', 'password', 'current-password');
  const token = field('token', 'password', 'off');
  const complaint = h('p', { class: 'complaint', role: 'alert' });

  /** @type {(attempt: () => Parameters<typeof login>[0]) => (event: SubmitEvent) => void} */
  /**
   * @param {HTMLElement | null} button
   * @param {Parameters<typeof login>[0]} attempt
   */
  const enter = async (button, attempt) => {
    button?.setAttribute('disabled', '');
    complaint.textContent = '';
    try {
      await login(attempt);
      announce('Logged in');
      onLogin();
    } catch (error) {
      complaint.textContent = error instanceof Error ? sentence(error.message) : 'The login failed.';
      button?.removeAttribute('disabled');
    } finally {
      password.value = '';
      token.value = '';
    }
  };
  const entering =
    (/** @type {() => Parameters<typeof login>[0]} */ attempt) => (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void enter(event.submitter, attempt());
    };

  fill(
    place,
    h(
      'div',
      { class: 'login' },
      h('img', { src: '/page/mark.svg', alt: '', width: 64, height: 64 }),
      h('h1', {}, 'Container Service'),
      h(
        'p',
        {},
        'For system administrators of Cloud Director. This page only looks; changes are made with the command line.',
      ),
      h(
        'form',
        {
          'aria-label': 'Cloud Director account',
          submit: entering(() => ({ username: username.value, password: password.value })),
        },
        h('label', {}, h('span', {}, 'User of the organization System'), username),
        h('label', {}, h('span', {}, 'Password'), password),
        h('button', { type: 'submit', class: 'main' }, 'Log in'),
      ),
      h(
        'details',
        {},
        h('summary', {}, 'Log in with a token instead'),
        h(
          'form',
          { 'aria-label': 'Token', submit: entering(() => ({ token: token.value })) },
          h('label', {}, h('span', {}, 'Token'), token),
          h('button', { type: 'submit' }, 'Log in with the token'),
        ),
      ),
      complaint,
    ),
  );
  username.focus();
}

/** @param {string} text */
function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
