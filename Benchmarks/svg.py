"""Line charts as SVG, without a library: enough for results.md."""
import html
import math

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 80, 190, 46, 56
COLORS = ["#0b6e4f", "#c8553d", "#28527a", "#8e6c8a", "#b8860b", "#4f6d7a", "#7a3e3e", "#3e7a5e"]


def chart(title, x_label, y_label, series, log_x=True, log_y=True):
    """An SVG text. `series` is a list of (name, [(x, y), ...]); empty ones are left out."""
    series = [(name, sorted(points)) for name, points in series if points]
    if not series:
        return ""
    x_axis = Axis([x for _, points in series for x, _ in points], log_x, LEFT, WIDTH - RIGHT)
    y_axis = Axis([y for _, points in series for _, y in points], log_y, HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="system-ui, sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        text(LEFT, 24, title, size=15, weight="bold"),
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_label, anchor="middle"),
        f'<g transform="rotate(-90 18 {HEIGHT / 2})">'
        + text(18, HEIGHT / 2, y_label, anchor="middle") + "</g>",
    ]
    parts += grid(x_axis, y_axis)
    for index, (name, points) in enumerate(series):
        parts += line(name, points, x_axis, y_axis, COLORS[index % len(COLORS)], index)
    return "\n".join(parts + ["</svg>", ""])


class Axis:
    """Maps values to pixels between `start` and `end`."""

    def __init__(self, values, is_log, start, end):
        self.is_log, self.start, self.end = is_log, start, end
        if is_log:
            self.low = math.floor(math.log10(min(values)))
            self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
            self.ticks = [10.0 ** power for power in range(self.low, self.high + 1)]
        else:
            step = nice(max(values) / 5 or 1)
            self.low, self.high = 0, step * math.ceil(max(values) / step or 1)
            self.ticks = [step * place for place in range(round(self.high / step) + 1)]

    def place(self, value):
        scaled = math.log10(value) if self.is_log else value
        part = (scaled - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)


def nice(step):
    """The next of 1, 2, 5, 10, … from `step` upwards."""
    power = 10 ** math.floor(math.log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def grid(x_axis, y_axis):
    parts = []
    for value in x_axis.ticks:
        x = x_axis.place(value)
        parts.append(rule(x, y_axis.start, x, y_axis.end))
        parts.append(text(x, y_axis.start + 18, short(value), anchor="middle"))
    for value in y_axis.ticks:
        y = y_axis.place(value)
        parts.append(rule(x_axis.start, y, x_axis.end, y))
        parts.append(text(x_axis.start - 8, y + 4, short(value), anchor="end"))
    return parts


def line(name, points, x_axis, y_axis, color, index):
    places = [(x_axis.place(x), y_axis.place(y)) for x, y in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts = [f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>']
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in places]
    y = TOP + 16 + 20 * index
    x = WIDTH - RIGHT + 14
    parts.append(f'<rect x="{x}" y="{y - 9}" width="14" height="4" fill="{color}"/>')
    parts.append(text(x + 20, y - 2, name))
    return parts


def rule(x1, y1, x2, y2):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def text(x, y, words, anchor="start", size=12, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"'
            f' font-weight="{weight}" fill="#222">{html.escape(words)}</text>')


def short(value):
    """1000000 as 1 M."""
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= factor:
            return f"{value / factor:g} {unit}"
    return f"{value:g}"
