// The marts page: polls one summary while its tab is visible, and keeps the last figures when that fails.

import { Ranking, table } from './charts.js';
import { duration, number, shortDuration, time } from './format.js';

const POLL_MILLIS = 2_000;
const TIMEOUT_MILLIS = 8_000;
const LIST_MILLIS = 10_000;
const TYPING_MILLIS = 250;
const PAGE_LENGTH = 15;
/** An older snapshot than the shown one is ignored for so long: it is of another replica. */
const OLDER_MILLIS = 60_000;
/** Headers have whole seconds: a snapshot has instants that differ by less. */
const HEADER_MILLIS = 3_000;
const KINDS = { products: 'dishes', categories: 'categories' };

const element = (id) => document.getElementById(id);

Chart.defaults.font.family = getComputedStyle(document.documentElement).fontFamily;

const rankings = [...document.querySelectorAll('[data-ranking]')].map((card) => {
  const [mart, order] = card.dataset.ranking.split(' ');
  return { mart, order, view: new Ranking(card, order.slice('by_'.length)) };
});

/** The shown summary; when its snapshot was taken, by this machine's clock and by the service's. */
let summary = null;
let takenAt = 0;
let takenAtService = 0;
let clockAhead = 0;
let failingSince = null;
let olderSince = null;

/** The body of a response, and its headers. A problem is an Error with its detail. */
async function get(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const problem = new Error(body.detail ?? `the service responds with ${response.status}`);
    problem.status = response.status;
    throw problem;
  }
  return { body, headers: response.headers };
}

// Summary

let polling = null;

async function poll() {
  const top = element('top').value;
  let response;
  try {
    response = await get(`api/summary?top=${top}`);
  } catch (e) {
    failingSince ??= Date.now();
    showFailure(e);
    return;
  }
  // Of the headers: after a 304 the body is the browser's, of an earlier snapshot with the same figures.
  const date = Date.parse(response.headers.get('Date'));
  const age = Number(response.headers.get('Snapshot-Age')) * 1000;
  if (isOlder(date - age)) {
    showState();
    return;
  }
  takenAt = Date.now() - age;
  takenAtService = date - age;
  clockAhead = Date.now() - date;
  failingSince = null;
  show(response.body);
}

/** Whether a snapshot is to be ignored, so that figures do not jump back and forth between replicas. */
function isOlder(instant) {
  const older = failingSince === null && instant < takenAtService - HEADER_MILLIS;
  olderSince = older ? olderSince ?? Date.now() : null;
  return older && Date.now() - olderSince < OLDER_MILLIS;
}

/** One request after the other: the next one starts when the last one has ended. */
async function pollWhileVisible() {
  clearTimeout(polling);
  polling = null;
  if (document.hidden) {
    setState('paused', 'Paused');
    return;
  }
  try {
    await poll();
  } finally {
    clearTimeout(polling);
    polling = setTimeout(pollWhileVisible, POLL_MILLIS);
  }
}

function show(next) {
  const changed = summary === null || summary.snapshot.taken_at !== next.snapshot.taken_at;
  summary = next;
  element('orders').textContent = number(next.orders);
  element('users').textContent = number(next.users);
  element('lag').textContent = number(next.replica.lag);
  element('changes').textContent = number(next.replica.counters_changed_last_minute);
  element('took').textContent = `PostgreSQL took ${number(next.snapshot.took_ms)} ms.`;
  const empty = next.orders === 0 && next.products.total === 0;
  element('empty').hidden = !empty;
  document.querySelectorAll('.counted').forEach((part) => {
    part.hidden = empty;
  });
  for (const { mart, order, view } of rankings) {
    view.show(next[mart][order], next[mart].total, KINDS[mart]);
  }
  showState();
  showAges();
  if (changed) {
    refreshList();
  }
}

/** Of the shown figures, while the service responds. */
function showState() {
  const failure = summary.snapshot.failure;
  if (failure === null) {
    element('banner').hidden = true;
    setState('live', 'Live');
  } else {
    showBanner(
      'These figures are not current.',
      `${failure.reason}, since ${time(failure.since)}. They were read at ${time(takenAt)}; retrying.`,
    );
    setState('failed', 'Stale');
  }
}

function showFailure(problem) {
  const unreachable = problem.status === undefined;
  const reason = unreachable ? 'The service does not respond' : sentence(problem.message);
  const kept = summary === null ? '' : ` The figures below were read at ${time(takenAt)}.`;
  showBanner(summary === null ? 'No figures yet.' : 'These figures are not current.',
    `${reason}, since ${time(failingSince)}; retrying.${kept}`);
  setState('failed', unreachable ? 'Disconnected' : 'Unavailable');
  showAges();
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function showBanner(title, detail) {
  element('banner-title').textContent = title;
  element('banner-detail').textContent = detail;
  element('banner').hidden = false;
}

let announced = 'live';

/** Announces failures and their end alone: a screen reader that read every figure, or each pause, would never end. */
function setState(state, text) {
  if (state !== 'paused' && state !== announced) {
    const detail = state === 'failed' ? ` ${element('banner-title').textContent} ${element('banner-detail').textContent}` : '';
    element('announcement').textContent = `${text}.${detail}`;
    announced = state;
  }
  element('live').dataset.state = state;
  element('live-text').textContent = text;
}

function showAges() {
  if (summary === null) {
    return;
  }
  element('age').textContent = `read ${duration((Date.now() - takenAt) / 1000)} ago`;
  const newest = summary.replica.newest_order_at;
  element('newest').textContent =
    newest === null ? '–' : shortDuration((Date.now() - clockAhead - Date.parse(newest)) / 1000);
}

// The list

let listed = 0;
let offset = 0;
let latestList = 0;
let shownList = '';

async function list() {
  listed = Date.now();
  const kind = element('kind').value;
  const query = new URLSearchParams({
    q: element('q').value,
    sort: element('sort').value,
    limit: PAGE_LENGTH,
    offset,
  });
  const request = ++latestList;
  let body;
  try {
    ({ body } = await get(`api/${kind}?${query}`));
  } catch (e) {
    if (request === latestList) {
      element('matches').textContent = `${sentence(e.message)}.`;
    }
    return;
  }
  if (request === latestList) {
    showList(body, kind);
  }
}

function showList(page, kind) {
  if (page.offset > 0 && page.offset >= page.matching) {
    // There are fewer than when the page before was shown.
    offset = Math.max(0, Math.ceil(page.matching / PAGE_LENGTH) - 1) * PAGE_LENGTH;
    list();
    return;
  }
  const last = page.offset + page.items.length;
  const among = page.truncated ? `, among the largest of ${number(page.total)}` : '';
  showText(
    'matches',
    page.matching === 0
      ? `No ${KINDS[kind]} match${among}.`
      : `${number(page.offset + 1)} to ${number(last)} of ${number(page.matching)} ${KINDS[kind]}${among}`,
  );
  element('previous').disabled = page.offset === 0;
  element('next').disabled = last >= page.matching;
  const items = JSON.stringify([kind, page.items]);
  if (items !== shownList) {
    shownList = items;
    element('items').replaceChildren(table(`All ${KINDS[kind]}`, page.items, ['orders', 'users']));
  }
}

/** Announced by screen readers whenever it is set. */
function showText(id, text) {
  if (element(id).textContent !== text) {
    element(id).textContent = text;
  }
}

/** With new figures, from time to time: what is being read should not move all the time. */
function refreshList() {
  if (Date.now() - listed >= LIST_MILLIS) {
    list();
  }
}

let typing = null;

function listFromStart(delay = 0) {
  offset = 0;
  clearTimeout(typing);
  typing = setTimeout(list, delay);
}

element('search').addEventListener('submit', (event) => {
  event.preventDefault();
  listFromStart();
});
element('q').addEventListener('input', () => listFromStart(TYPING_MILLIS));
element('kind').addEventListener('change', () => listFromStart());
element('sort').addEventListener('change', () => listFromStart());
element('previous').addEventListener('click', () => {
  offset = Math.max(0, offset - PAGE_LENGTH);
  list();
});
element('next').addEventListener('click', () => {
  offset += PAGE_LENGTH;
  list();
});

// A user

let latestLookup = 0;

element('lookup').addEventListener('submit', async (event) => {
  event.preventDefault();
  const id = element('user').value.trim();
  if (id === '') {
    return;
  }
  element('user-result').textContent = 'Looking up …';
  element('user-tables').replaceChildren();
  const request = ++latestLookup;
  let body;
  try {
    ({ body } = await get(`api/users?${new URLSearchParams({ id })}`));
  } catch (e) {
    if (request === latestLookup) {
      element('user-result').textContent = `${sentence(e.message)}.`;
    }
    return;
  }
  if (request === latestLookup) {
    showUser(body);
  }
});

function showUser(user) {
  element('user-result').textContent =
    `Hub key ${user.user_id}: ${counted(user.categories.total, 'category', 'categories')}, ${counted(user.products.total, 'dish', 'dishes')}`;
  element('user-tables').replaceChildren(
    table(captionOf('Categories', user.categories), user.categories.largest, ['orders'], ''),
    table(captionOf('Dishes', user.products), user.products.largest, ['orders'], ''),
  );
}

function counted(count, one, many) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

function captionOf(title, counters) {
  const shown = counters.largest.length;
  return shown < counters.total ? `${title}, the ${number(shown)} largest` : title;
}

// Choices that are kept

const THEMES = ['system', 'light', 'dark'];
const ICONS = { system: '◐', light: '☀', dark: '☾' };

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  element('theme').firstElementChild.textContent = ICONS[theme];
  element('theme').setAttribute('aria-label', `Colours: ${theme === 'system' ? 'as the system' : theme}. Change`);
  element('theme').title = element('theme').getAttribute('aria-label');
  rankings.forEach(({ view }) => view.applyTheme());
}

/** Storage may be switched off. */
function stored(name, allowed) {
  try {
    const value = localStorage.getItem(name);
    return allowed.includes(value) ? value : null;
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is not kept, then.
  }
}

element('theme').addEventListener('click', () => {
  const theme = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  store('theme', theme);
  applyTheme(theme);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  rankings.forEach(({ view }) => view.applyTheme());
});

element('top').addEventListener('change', () => {
  store('top', element('top').value);
  // The choice is shown at once, also with an older snapshot.
  takenAtService = 0;
  pollWhileVisible();
});

const tops = [...element('top').options].map((option) => option.value);
element('top').value = stored('top', tops) ?? element('top').value;
applyTheme(stored('theme', THEMES) ?? 'system');

document.addEventListener('visibilitychange', pollWhileVisible);
setInterval(showAges, 1000);
pollWhileVisible();
