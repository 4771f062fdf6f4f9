import { theElement } from './dom.js';

const kept = 'cse-theme';

/** Light or dark as the system says, until somebody says otherwise. */
export function startTheme() {
  const chosen = localStorage.getItem(kept);
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
  theElement('theme').addEventListener('click', switchTheme);
}

export function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset['theme']
    ? root.dataset['theme'] === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = dark ? 'light' : 'dark';
  localStorage.setItem(kept, root.dataset['theme']);
}
