// Numbers and times as people read them.

const numbers = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export function number(value) {
  return value === null ? '–' : numbers.format(value);
}

export function time(instant) {
  return clock.format(new Date(instant));
}

/** A duration in its two largest units: 7 s, 3 min 5 s, 2 h 10 min, 5 d. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  if (whole < 86400) {
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  }
  return `${numbers.format(Math.floor(whole / 86400))} d`;
}

/** A duration in its largest unit, which fits into a tile: 7 s, 3 min, 2 h, 5 d. */
export function shortDuration(seconds) {
  return duration(seconds).split(' ').slice(0, 2).join(' ');
}

/** A text that fits a width, cut between characters as readers see them. */
export function shortened(text, fits) {
  if (fits(text)) {
    return text;
  }
  const characters = Array.from(new Intl.Segmenter().segment(text), (part) => part.segment);
  let length = characters.length;
  while (length > 1 && !fits(`${characters.slice(0, length).join('')}…`)) {
    length -= 1;
  }
  return `${characters.slice(0, length).join('').trimEnd()}…`;
}
