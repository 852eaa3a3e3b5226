// A ranking as a bar chart, and as a table for whoever does not see it.

import { number, shortened } from './format.js';

const BAR_PIXELS = 26;
const MARGIN_PIXELS = 8;
/** Between a label and its bar. */
const LABEL_GAP = 14;
const VALUE_GAP = 6;

/** Writes each bar's value at its end. */
const values = {
  id: 'values',
  afterDatasetsDraw(chart) {
    const context = chart.ctx;
    context.save();
    context.font = font();
    context.fillStyle = colour('--text');
    context.textBaseline = 'middle';
    chart.getDatasetMeta(0).data.forEach((bar, index) => {
      context.fillText(number(chart.data.datasets[0].data[index]), bar.x + VALUE_GAP, bar.y);
    });
    context.restore();
  },
};

function colour(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

function font() {
  return `12px ${Chart.defaults.font.family}`;
}

/** Isolates a name, so that one written from right to left does not move the numbers beside it. */
function isolated(name) {
  return `\u2068${name}\u2069`;
}

export class Ranking {
  #card;
  #measure;
  #title;
  #chart;
  #names = [];
  #shown = '';

  /** @param measure `orders` or `users`: what the bars show */
  constructor(card, measure) {
    this.#card = card;
    this.#measure = measure;
    this.#title = card.querySelector('h3').textContent;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#chart = new Chart(card.querySelector('canvas'), {
      type: 'bar',
      data: { labels: [], datasets: [{ data: [], borderRadius: 4, barPercentage: 0.8, categoryPercentage: 0.95 }] },
      options: {
        indexAxis: 'y',
        responsive: true,
        maintainAspectRatio: false,
        animation: still ? false : { duration: 300 },
        layout: { padding: { right: 0 } },
        plugins: {
          legend: { display: false },
          tooltip: {
            displayColors: false,
            callbacks: {
              title: (hovered) => this.#names[hovered[0].dataIndex],
              label: (hovered) => `${number(hovered.parsed.x)} ${measure}`,
            },
          },
        },
        scales: {
          // Every bar has its value beside it.
          x: { beginAtZero: true, display: false },
          y: {
            border: { display: false },
            grid: { display: false },
            ticks: { autoSkip: false, callback: (value, index) => this.#label(index) },
          },
        },
      },
      plugins: [values],
    });
    this.applyTheme();
  }

  applyTheme() {
    const { options, data } = this.#chart;
    data.datasets[0].backgroundColor = colour(`--${this.#measure}`);
    options.scales.y.ticks.color = colour('--text');
    this.#chart.update();
  }

  /** Nothing is rebuilt for the same figures: whoever reads a table would lose the place. */
  show(items, total, kind) {
    const figures = JSON.stringify([items, total]);
    if (figures === this.#shown) {
      return;
    }
    this.#shown = figures;
    this.#names = items.map((item) => item.name);
    this.#card.querySelector('.note').textContent =
      items.length < total ? `the first ${number(items.length)} of ${number(total)} ${kind}` : `all ${number(total)} ${kind}`;
    this.#card.querySelector('.plot').style.height = `${items.length * BAR_PIXELS + MARGIN_PIXELS}px`;
    const canvas = this.#card.querySelector('canvas');
    const first = items.length === 0 ? 'empty' : `first is ${items[0].name} with ${number(items[0][this.#measure])}`;
    canvas.setAttribute('aria-label', `Bar chart: ${this.#title}, ${first}. The same as a table below.`);
    const widest = Math.max(0, ...items.map((item) => this.#width(number(item[this.#measure]))));
    this.#chart.options.scales.x.max = items[0]?.[this.#measure] ?? 1;
    this.#chart.options.layout.padding = { right: widest + 2 * VALUE_GAP };
    this.#chart.data.labels = items.map((item) => item.id);
    this.#chart.data.datasets[0].data = items.map((item) => item[this.#measure]);
    this.#chart.update();
    this.#card.querySelector('.table').replaceChildren(table(this.#title, items, [this.#measure]));
  }

  #label(index) {
    // The axis gets half of the width at most; what does not fit is clipped.
    const max = (this.#chart.width - this.#chart.options.layout.padding.right) / 2 - LABEL_GAP;
    return isolated(shortened(this.#names[index] ?? '', (text) => this.#width(text) <= max));
  }

  #width(text) {
    const context = this.#chart.ctx;
    context.save();
    context.font = font();
    const { width } = context.measureText(text);
    context.restore();
    return width;
  }
}

/** A table of items with columns such as `orders`. */
export function table(caption, items, columns, captionClass = 'visually-hidden') {
  const element = document.createElement('table');
  const title = element.createCaption();
  title.textContent = caption;
  title.className = captionClass;
  const head = element.createTHead().insertRow();
  for (const column of ['name', ...columns]) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = column;
    cell.className = column === 'name' ? '' : 'number';
    head.append(cell);
  }
  const body = element.createTBody();
  for (const item of items) {
    const row = body.insertRow();
    const name = document.createElement('th');
    name.scope = 'row';
    const text = document.createElement('bdi');
    text.textContent = item.name;
    name.append(text);
    row.append(name);
    for (const column of columns) {
      const cell = row.insertCell();
      cell.className = 'number';
      cell.textContent = number(item[column]);
    }
  }
  return element;
}
