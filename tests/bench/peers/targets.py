"""The targets of shared/design/speed.md as rows of a table."""
import dataclasses
import statistics

from measure import BERT, PEERS, SIZES, VIT
from samples import NotAsked
from workers import Missing


@dataclasses.dataclass
class Row:
    id: str
    what: str
    threads: str      # "1 (gate)", "2"
    must: float | None
    aim: float | None
    numbers: object   # samples -> (one number per round, ours as text, the other as text); raises Missing
    least: bool = False  # P5: larger is better
    unit: str = ""    # "" for ratios, "ms"
    absolute: object = None  # samples -> text: what there is to say without ours

    def limit(self, value):
        if value is None:
            return "–"
        return f"{'≥' if self.least else '≤'} {value:g}{' ' + self.unit if self.unit else ''}"

    def good(self, value, limit):
        return limit is not None and (value >= limit if self.least else value <= limit)

    def cells(self, samples):
        head = [self.id, self.what, self.threads, self.limit(self.must), self.limit(self.aim)]
        try:
            numbers, ours, other = self.numbers(samples)
        except NotAsked:
            return head + ["–", "–", "–", "not measured in this run"]
        except Missing as reason:
            there = self.absolute(samples) if self.absolute else ""
            return head + ["–", there or "–", "–", f"not measurable here: {reason}"]
        value = statistics.median(numbers)
        shown = f"{value:.3g}{' ' + self.unit if self.unit else ''}"
        if len(numbers) > 1:
            shown += f" ({min(numbers):.3g}–{max(numbers):.3g})"
        aimed = self.good(value, self.aim)
        if self.must is None:
            verdict = "aim met" if aimed else "aim not met"
        elif self.good(value, self.must):
            verdict = "met, aim too" if aimed else "met"
        else:
            verdict = "NOT met"
        return head + [ours, other, shown, verdict]


def ms(samples, name):
    value = samples.median(name)
    return f"{value:.1f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def ratio(over, under, ours_under=False):
    def numbers(samples):
        ratios = samples.ratios(over, under)
        mine, other = (under, over) if ours_under else (over, under)
        return ratios, ms(samples, mine), ms(samples, other)
    return numbers


def value(name, other="–"):
    def numbers(samples):
        samples.median(name)
        return samples.values[name], ms(samples, name), other
    return numbers


def times_of_peers(names):
    def text(samples):
        return ", ".join(f"{name.split('.')[0]} {ms(samples, name)}" for name in names if name in samples.values)
    return text


def same_bits(name):
    def numbers(samples):
        samples.median(f"same.{name}")
        difference = samples.median(f"difference.{name}")
        return samples.values[f"same.{name}"], f"largest difference {difference:.1e}", "a fresh pass"
    return numbers


def rows():
    out = []
    gate, two = "1 (gate)", "2"
    both = ((1, gate), (2, two))
    for tokens in (64, 256):
        for t, threads in both:
            out.append(Row("P1", f"full pass / PyTorch, N={tokens}", threads, 0.90, 0.80,
                           ratio(f"ours/pytorch.full.{tokens}.{t}t", f"pytorch.full.{tokens}.{t}t")))
    for tokens in SIZES + (512,):
        for t, threads in both:
            out.append(Row("P2", f"full pass / onnxruntime, N={tokens}", threads, 0.95, None,
                           ratio(f"ours/onnxruntime.full.{tokens}.{t}t", f"onnxruntime.full.{tokens}.{t}t")))
    for tokens, must, aim in ((64, 0.25, 0.18), (256, 0.18, 0.12)):
        out.append(Row("P3", f"full pass / onnxruntime-web, N={tokens}", "2 (gate)", must, aim,
                       ratio(f"ours/wasm.full.{tokens}.2t", f"wasm.full.{tokens}.2t")))
    for shape, name in ((BERT, "BERT-base, 128 tokens"), (VIT, "ViT-B/16, 197 rows")):
        for t, threads in both:
            out.append(Row("P4", f"{name} / onnxruntime", threads, 0.95, None,
                           ratio(f"ours/onnxruntime.{shape}.{t}t", f"onnxruntime.{shape}.{t}t"),
                           absolute=times_of_peers([f"{peer}.{shape}.{t}t" for peer in PEERS])))
    for t, threads in both:
        out.append(Row("P5", "onnxruntime's full pass / last-token edit, N=256", threads, 12, 25,
                       ratio(f"onnxruntime.full.256.{t}t", f"ours.last.256.{t}t", ours_under=True), least=True))
    out.append(Row("P5", "onnxruntime-web's full pass / last-token edit, N=256", "2 (gate)", 80, 150,
                   ratio("wasm.full.256.2t", "ours.last.256.2t", ours_under=True), least=True))
    for t, threads in both:
        out.append(Row("P5", "the same, weights stored as f16: onnxruntime", threads, None, 25,
                       ratio(f"half/onnxruntime.full.{t}t", f"half.last.{t}t", ours_under=True), least=True))
    out.append(Row("P5", "the same, weights stored as f16: onnxruntime-web", "2 (gate)", None, 150,
                   ratio("half/wasm.full.2t", "half.last.2t", ours_under=True), least=True))
    for tokens in SIZES + (512,):
        for t, threads in ((2, "2 (gate)"), (1, "1")):
            out.append(Row("P6", f"edit of 8 tokens / edit of 1, N={tokens}", threads, 1.25, 1.1,
                           ratio(f"ours.tail8.{tokens}.{t}t", f"ours.last.{tokens}.{t}t")))
    for tokens in (64, 256, 512):
        for t, threads in both:
            out.append(Row("P7", f"one-token edit / weights, keys and values read once, N={tokens}", threads, 1.25, 1.08,
                           ratio(f"ours.last.{tokens}.{t}t", f"floor.{tokens}.{t}t")))
    for t, threads in both:
        out.append(Row("P7", "the same with weights stored as f16, N=256", threads, 1.25, 1.08,
                       ratio(f"half.last.{t}t", f"half.floor.{t}t")))
    out.append(Row("P8", "numbers that differ after an edit, CPU", gate, 0, None, same_bits("cpu")))
    out.append(Row("P8", "the same with weights stored as f16", gate, 0, None, same_bits("half")))
    out.append(Row("P8", "numbers that differ after an edit, lavapipe", "all", None, 0, same_bits("vulkan")))
    for tokens in (64, 256, 512):
        for t, threads in both:
            out.append(Row("P9", f"patterns captured / not, N={tokens}", threads, 1.05, 1.02,
                           ratio(f"ours.captured.{tokens}.{t}t", f"ours.uncaptured.{tokens}.{t}t")))
    out.append(Row("P10", "one core busy / idle, N=64", "2 (gate)", 2.0, 1.6, ratio("ours.busy", "ours.idle")))
    out.append(Row("P11", "lavapipe, full pass, N=64", "all", 2500, 1200, value("vulkan.full"), unit="ms"))
    out.append(Row("P12", "Vulkan, second start: first pass / steady, lavapipe", "all", 1.5, 1.2,
                   ratio("vulkan.first", "vulkan.steady")))
    out.append(Row("P13", "keystroke to painted picture, N=64, CPU, median", "all", 33, 20, value("window.median"),
                   unit="ms"))
    out.append(Row("P13", "the same, 95th percentile", "all", 50, None, value("window.p95"), unit="ms"))
    for t, threads in both:
        out.append(Row("head", "head of the last layer switched / full pass, N=64, logits of the last row", threads,
                       0.25, None, ratio(f"ours.lastHeadOff.64.{t}t", f"ours.window.64.{t}t")))
    return out


COLUMNS = ["id", "what", "threads", "must", "aim", "ours", "against", "measured (range of the rounds)", "verdict"]


def table(samples):
    """Markdown, and how many rows are met, not met, not measurable."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    counts = {"met": 0, "NOT met": 0, "not measurable": 0, "not measured": 0, "aim met": 0, "aim not met": 0}
    for row in rows():
        cells = row.cells(samples)
        for verdict in counts:
            counts[verdict] += cells[-1].startswith(verdict)
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines), counts


def notes(samples):
    """What the targets do not ask but a reader wants: one line each, where it was measured."""
    lines = []

    def line(text, *names):
        try:
            lines.append("- " + text.format(*(ms(samples, name) for name in names)))
        except Missing:
            pass
    for t in (1, 2):
        for tokens in SIZES + (512,):
            suffix = f"{tokens}.{t}t"
            names = ("captured", "middle", "tail8", "last", "floor", "straight")
            line(f"N={tokens}, {t} thread(s): " + "full {}, middle token edited {}, last 8 {}, last {}; reading the "
                 "weights once {}, each thread in one place only {}",
                 *(f"{'' if name in names[4:] else 'ours.'}{name}.{suffix}" for name in names))
    line("one core busy: onnxruntime {} instead of {}", "onnxruntime.busy", "onnxruntime.idle")
    line("lavapipe: last token edited {}", "vulkan.last")
    line("second start on lavapipe: opening the model {}, then first pass {}, steady {}", "vulkan.load", "vulkan.first",
         "vulkan.steady")
    line("keystroke to painted picture: of it the pass {}", "window.pass")
    return "\n".join(lines)
