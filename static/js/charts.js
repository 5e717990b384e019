/* Draws each table that has data-chart above itself, and folds the table away: it stays for those who read it.
 *
 *   data-chart="bar | line | across"  upright bars, a line, bars from the left
 *   <th scope="row"> names a place, <td data-value="12"> is its number (empty: none), <th scope="col"> its series
 *
 * Colours are the page's own and follow its theme; nothing moves.
 */
(() => {
  "use strict";
  const drawn = [];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function dataOf(table) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const valueOf = (row, place) => {
      const { value } = row.cells[place + 1].dataset;
      return value === "" ? null : Number(value);
    };
    return {
      labels: rows.map((row) => row.cells[0].textContent.trim()),
      series: heads.map((label, place) => ({ label, data: rows.map((row) => valueOf(row, place)) })),
      texts: (place, row) => rows[row].cells[place + 1].textContent.trim(),
    };
  }

  function draw(table) {
    const place = table.closest("figure").querySelector(".chart-place");
    const { labels, series, texts } = dataOf(table);
    const kind = table.dataset.chart, across = kind === "across";
    const colours = series.length > 1 ? [css("--sb-quiet"), css("--sb-mine")] : [css("--sb-mine")];
    const quiet = { color: css("--sb-quiet"), font: { size: 12 } }, line = { color: css("--sb-line") };
    const numbers = { beginAtZero: true, grid: line, border: { display: false }, ticks: { ...quiet, precision: 0, maxTicksLimit: 6 } };
    const names = { grid: { display: false }, border: line, ticks: { ...quiet, maxRotation: 0, autoSkip: !across, autoSkipPadding: 12 } };
    if (across) place.style.height = `${Math.max(6, labels.length * 1.75 + 2)}rem`;
    return new Chart(place.querySelector("canvas"), {
      type: kind === "line" ? "line" : "bar",
      data: {
        labels,
        datasets: series.map((one, number) => ({
          ...one, backgroundColor: colours[number], borderColor: colours[number], borderWidth: kind === "line" ? 2 : 0,
          borderRadius: 2, maxBarThickness: 18, pointRadius: labels.length > 31 ? 0 : 2, tension: 0.2, spanGaps: true,
        })),
      },
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, indexAxis: across ? "y" : "x",
        interaction: { mode: "index", intersect: false, axis: across ? "y" : "x" },
        scales: across ? { x: numbers, y: names } : { x: names, y: numbers },
        plugins: {
          legend: { display: series.length > 1, align: "start", labels: { ...quiet, boxWidth: 10, boxHeight: 10 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${texts(item.datasetIndex, item.dataIndex)}` } },
        },
      },
    });
  }

  function drawAll() {
    for (const chart of drawn.splice(0)) chart.destroy();
    for (const table of document.querySelectorAll("table[data-chart]")) {
      const figure = table.closest("figure");
      figure.querySelector(".chart-place").hidden = false;
      drawn.push(draw(table));
    }
  }

  drawAll();
  for (const table of document.querySelectorAll("table[data-chart]")) table.closest("details").open = false;
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
