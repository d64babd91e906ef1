#include "ui/lessons/lesson_json.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <algorithm>
#include <set>

#include "ui/lessons/fields.h"
#include "ui/lessons/markup.h"

namespace headlight::ui {
namespace {

namespace limits = lesson_limits;

constexpr QLatin1String formatName("headlight lesson");
constexpr double leastTemperature = 0.05, mostTemperature = 4, leastTopP = 0.01;  // what the sliders reach
constexpr int wordLength = 80;

/// A file's own name: no folder, no way upward, nothing hidden.
bool isPlainName(const QString& name) {
  static const QRegularExpression form(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}$"));
  return form.match(name).hasMatch();
}

LocalText localText(Fields& fields, const char* name, int most) {
  const QString field = QLatin1String(name);
  const QJsonValue value = fields.take(name);
  LocalText text;
  if (value.isString()) {
    text = LocalText(value.toString());
  } else if (value.isObject()) {
    static const QRegularExpression tag(QStringLiteral("^[a-z]{2,3}(_[A-Z]{2})?$"));
    const QJsonObject object = value.toObject();
    if (object.isEmpty() || object.size() > limits::names)
      fields.refuse(field,
                    QStringLiteral("expected texts by language, {\"en\": \"…\"}, found %1 of them").arg(object.size()));
    for (auto at = object.begin(); at != object.end(); ++at) {
      if (!tag.match(at.key()).hasMatch())
        fields.refuse(field,
                      QStringLiteral("expected languages such as en or zh_CN, found “%1”").arg(at.key().left(40)));
      if (!at.value().isString()) fields.refuse(field, QStringLiteral("a text"), at.value());
      text.byLanguage[at.key()] = at.value().toString();
    }
  } else {
    fields.refuse(field, QStringLiteral("a text, or texts by language"), value);
  }
  for (const auto& [language, words] : text.byLanguage) {
    if (words.size() > most)
      fields.refuse(field,
                    QStringLiteral("it has %1 characters, at most %2 fit: shorten it").arg(words.size()).arg(most));
    if (words.trimmed().isEmpty()) fields.refuse(field, QStringLiteral("it is empty"));
    fields.at(field, [&words = words] { checkMarkup(words); });
  }
  return text;
}

QStringList controls(Fields& fields, const char* name) {
  QStringList names;
  if (!fields.has(name)) return names;
  names = fields.strings(name, limits::names, wordLength);
  for (const QString& control : names)
    if (!lessonControls().contains(control))
      fields.refuse(QLatin1String(name), QStringLiteral("there is no control “%1”; there are %2")
                                             .arg(control, lessonControls().join(QStringLiteral(", "))));
  return names;
}

void checkView(const Fields& fields, const QString& view) {
  if (!lessonViews().contains(view))
    fields.refuse(
        QStringLiteral("view"),
        QStringLiteral("there is no view “%1”; there are %2").arg(view, lessonViews().join(QStringLiteral(", "))));
}

Condition condition(const QString& where, const QJsonValue& value) {
  Fields fields(where, value);
  Condition condition;
  struct Kind {
    const char* name;
    Condition::Kind kind;
  };
  static constexpr Kind kinds[] = {
      {"number", Condition::Kind::Number}, {"top", Condition::Kind::Top},          {"text", Condition::Kind::Text},
      {"lacks", Condition::Kind::Lacks},   {"off", Condition::Kind::Off},          {"head", Condition::Kind::Head},
      {"view", Condition::Kind::View},     {"hovered", Condition::Kind::Hovered},  {"locked", Condition::Kind::Locked},
      {"drawn", Condition::Kind::Drawn},   {"answered", Condition::Kind::Answered}};
  QStringList names;
  const Kind* found = nullptr;
  for (const Kind& kind : kinds) {
    names << QLatin1String(kind.name);
    if (fields.has(kind.name)) found = &kind;
  }
  if (!found)
    fail(where.toStdString(), ": expected a condition with one of ", names.join(QStringLiteral(", ")).toStdString());
  condition.kind = found->kind;
  const char* const name = found->name;
  const QString field = QLatin1String(name);
  switch (condition.kind) {
    case Condition::Kind::Number: {
      const QString text = fields.string(name, wordLength);
      fields.at(field, [&] { condition.number = Quantity::parse(text); });
      if (fields.has("above")) condition.above = fields.number("above", -1e9, 1e9);
      if (fields.has("below")) condition.below = fields.number("below", -1e9, 1e9);
      if (!condition.above && !condition.below)
        fields.refuse(field, QStringLiteral("say what it is compared with: \"above\", \"below\" or both"));
      break;
    }
    case Condition::Kind::Off:
    case Condition::Kind::Head: {
      const QString text = fields.string(name, wordLength);
      fields.at(field, [&] { condition.head = parseHead(text); });
      if (condition.head->head < 0)
        fields.refuse(field, QStringLiteral("expected one head (L4H2), found “%1”").arg(text));
      break;
    }
    case Condition::Kind::Hovered:
    case Condition::Kind::Locked: {
      const QString text = fields.string(name, wordLength);
      fields.at(field, [&] { condition.row = parseRow(text); });
      break;
    }
    case Condition::Kind::Drawn:
    case Condition::Kind::Answered:
      if (!fields.boolean(name)) fields.refuse(field, QStringLiteral("expected true, found false"));
      break;
    default:
      condition.word = fields.string(name, wordLength);
      if (condition.word.isEmpty()) fields.refuse(field, QStringLiteral("it is empty"));
      if (condition.kind == Condition::Kind::View) checkView(fields, condition.word);
  }
  fields.done();
  return condition;
}

std::vector<Condition> conditions(Fields& fields, const char* name) {
  std::vector<Condition> list;
  if (!fields.has(name)) return list;
  for (const auto& value : fields.list(name, limits::conditions))
    list.push_back(
        condition(QStringLiteral("%1, %2[%3]").arg(fields.where(), QLatin1String(name)).arg(list.size()), value));
  return list;
}

std::vector<WhatIf> whatIfs(Fields& fields) {
  std::vector<WhatIf> lines;
  for (const auto& value : fields.list("whatIfs", limits::whatIfs)) {
    Fields entry(QStringLiteral("%1, whatIfs[%2]").arg(fields.where()).arg(lines.size()), value);
    for (const char* known :
         {"kind", "stack", "attention", "layer", "head", "firstRow", "query", "key", "strength", "enabled"})
      entry.take(known);
    entry.done();
    const auto line = whatIfFromJson(value.toObject());
    if (!line)
      entry.refuse(QStringLiteral("kind"),
                   QStringLiteral("head, attention, mlp, cut, mask or temperature of a \"stack\" (encoder, decoder)"),
                   value.toObject()["kind"]);
    lines.push_back(*line);
  }
  return lines;
}

Sampling sampling(const QString& where, const QJsonObject& object) {
  Fields fields(where, object);
  Sampling sampling;
  if (fields.has("temperature")) sampling.temperature = fields.number("temperature", leastTemperature, mostTemperature);
  if (fields.has("topK")) sampling.topK = fields.integer("topK", 0, 1000000);
  if (fields.has("topP")) sampling.topP = fields.number("topP", leastTopP, 1);
  if (fields.has("seed")) sampling.seed = static_cast<std::uint64_t>(fields.integer("seed", 0, 1000000));
  fields.done();
  return sampling;
}

LessonPicture picture(const QString& where, const QJsonValue& value) {
  LessonPicture picture;
  if (value.isString()) {
    picture.file = value.toString();
  } else {
    Fields fields(where, value);
    picture.file = fields.string("file", wordLength);
    if (fields.has("edits")) picture.edits = fields.object("edits");
    for (const QString& key : picture.edits.keys())
      if (!QStringList{QStringLiteral("crop"), QStringLiteral("rows"), QStringLiteral("columns"),
                       QStringLiteral("order"), QStringLiteral("erased")}
               .contains(key))
        fields.refuse(QStringLiteral("edits"), QStringLiteral("crop, rows, columns, order or erased"), key);
    fields.done();
  }
  const QString sample = QStringLiteral("sample:");
  const QString name = picture.file.startsWith(sample) ? picture.file.mid(sample.size()) : picture.file;
  if (!isPlainName(name) || name.contains(QLatin1String("..")))
    fail(where.toStdString(),
         ": expected the name of a file of the lesson (cat.png), or of a sample of the model "
         "(sample:cat.png), found “",
         picture.file.left(60).toStdString(), "”: no folders, and no way out of this one");
  return picture;
}

/// A model by a name that leads nowhere but to bundled and downloaded ones.
bool isModelName(const QString& name) {
  static const QRegularExpression form(
      QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,95}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,95})?$"));
  return form.match(name).hasMatch() && !name.contains(QLatin1String(".."));
}

StepState state(const QString& where, const QJsonValue& value) {
  Fields fields(where, value);
  StepState state;
  if (fields.has("model")) {
    state.model = fields.string("model", 200);
    if (!isModelName(*state.model))
      fields.refuse(QStringLiteral("model"),
                    QStringLiteral("the name of a bundled model (storyteller) or of a downloaded one (org/name)"),
                    *state.model);
  }
  if (fields.has("text")) {
    const QJsonValue text = fields.take("text");
    if (text.isString())
      state.texts = QStringList{fields.string("text", limits::textCharacters)};
    else
      state.texts = fields.strings("text", 4, limits::textCharacters);
    if (state.texts->isEmpty()) fields.refuse(QStringLiteral("text"), QStringLiteral("the list is empty"));
  }
  if (fields.has("picture")) state.picture = picture(fields.place(QStringLiteral("picture")), fields.take("picture"));
  if (fields.has("view")) {
    state.view = fields.string("view", wordLength);
    checkView(fields, *state.view);
  }
  if (fields.has("head")) {
    const QString head = fields.string("head", wordLength);
    fields.at(QStringLiteral("head"), [&] { state.head = parseHead(head); });
  }
  if (fields.has("locked")) {
    const QJsonValue locked = fields.take("locked");
    if (locked.isNull()) {
      state.locked = RowRef{{}, noRow};
    } else {
      const QString row = fields.string("locked", wordLength);
      fields.at(QStringLiteral("locked"), [&] { state.locked = parseRow(row); });
    }
  }
  if (fields.has("pointed")) {
    const QStringList rows = fields.strings("pointed", 2, wordLength);
    if (rows.isEmpty())
      fields.refuse(QStringLiteral("pointed"), QStringLiteral("expected a query, or a query and a key"));
    fields.at(QStringLiteral("pointed"), [&] {
      state.pointedQuery = parseRow(rows.first());
      if (rows.size() > 1) state.pointedKey = parseRow(rows.last());
    });
  }
  if (fields.has("whatIfs")) state.whatIfs = whatIfs(fields);
  if (fields.has("sampling"))
    state.sampling = sampling(fields.place(QStringLiteral("sampling")), fields.object("sampling"));
  if (fields.has("live")) state.live = fields.boolean("live");
  if (fields.has("drawing")) state.drawing = fields.object("drawing");
  fields.done();
  return state;
}

LessonQuestion question(const QString& where, const QJsonValue& value) {
  Fields fields(where, value);
  LessonQuestion question;
  question.text = localText(fields, "text", limits::wordCharacters);
  for (const auto& entry : fields.list("answers", limits::answers)) {
    Fields answer(QStringLiteral("%1, answers[%2]").arg(where).arg(question.answers.size()), entry);
    LessonAnswer one;
    one.text = localText(answer, "text", limits::titleCharacters);
    one.when = conditions(answer, "when");
    for (const Condition& condition : one.when)
      if (!condition.ofWeights())
        answer.refuse(QStringLiteral("when"),
                      QStringLiteral("an answer is right by what the model computes: \"number\", \"top\" or \"text\""));
    answer.done();
    question.answers.push_back(std::move(one));
  }
  if (question.answers.size() < 2)
    fields.refuse(QStringLiteral("answers"),
                  QStringLiteral("expected at least 2, found %1").arg(question.answers.size()));
  question.hides = fields.has("hides") ? controls(fields, "hides") : QStringList{QStringLiteral("predictions")};
  fields.done();
  return question;
}

LessonStep step(const QString& name, int number, const QJsonValue& value) {
  Fields fields(QStringLiteral("%1: step %2").arg(name).arg(number), value);
  LessonStep step;
  step.title = localText(fields, "title", limits::titleCharacters);
  step.text = localText(fields, "text", limits::wordCharacters);
  if (fields.has("state")) step.state = state(fields.place(QStringLiteral("state")), fields.take("state"));
  step.highlight = controls(fields, "highlight");
  step.hide = controls(fields, "hide");
  step.lock = controls(fields, "lock");
  step.done = conditions(fields, "done");
  if (fields.has("solution")) step.solution = state(fields.place(QStringLiteral("solution")), fields.take("solution"));
  if (fields.has("question"))
    step.question = question(fields.place(QStringLiteral("question")), fields.take("question"));
  if (fields.has("hint")) step.hint = localText(fields, "hint", limits::wordCharacters);
  step.claims = conditions(fields, "claims");
  for (std::size_t i = 0; i < step.claims.size(); ++i)
    if (!step.claims[i].ofWeights())
      fields.refuse(QStringLiteral("claims[%1]").arg(i),
                    QStringLiteral("a claim is of what the model computes: \"number\", \"top\" or \"text\""));
  const auto asks = [](const Condition& condition) { return condition.kind == Condition::Kind::Answered; };
  if (std::ranges::any_of(step.done, asks) && !step.question)
    fields.refuse(QStringLiteral("done"), QStringLiteral("\"answered\" needs a \"question\" in the same step"));
  fields.done();
  return step;
}

int lineAt(const QByteArray& bytes, int offset) {
  return 1 +
         static_cast<int>(std::count(bytes.begin(), bytes.begin() + std::min<qsizetype>(offset, bytes.size()), '\n'));
}

QJsonObject parsed(const QByteArray& bytes, const QString& name) {
  if (bytes.size() > limits::jsonBytes)
    fail(name.toStdString(), ": expected at most ", limits::jsonBytes, " bytes of a lesson, found ", bytes.size());
  QJsonParseError error;
  const QJsonDocument json = QJsonDocument::fromJson(bytes, &error);
  if (error.error != QJsonParseError::NoError)
    fail(name.toStdString(), ": line ", lineAt(bytes, error.offset), ": expected JSON, found a fault (",
         error.errorString().toStdString(), "): an editor for JSON shows where");
  if (!json.isObject()) fail(name.toStdString(), ": line 1: expected a lesson ({…}), found a list");
  return json.object();
}

QJsonValue toJson(const LocalText& text) {
  if (text.byLanguage.size() == 1 && text.byLanguage.begin()->first.isEmpty()) return text.byLanguage.begin()->second;
  QJsonObject object;
  for (const auto& [language, words] : text.byLanguage) object[language] = words;
  return object;
}

QJsonObject toJson(const Condition& condition) {
  switch (condition.kind) {
    case Condition::Kind::Number: {
      QJsonObject entry{{"number", condition.number->text()}};
      if (condition.above) entry["above"] = *condition.above;
      if (condition.below) entry["below"] = *condition.below;
      return entry;
    }
    case Condition::Kind::Top:
      return {{"top", condition.word}};
    case Condition::Kind::Text:
      return {{"text", condition.word}};
    case Condition::Kind::Lacks:
      return {{"lacks", condition.word}};
    case Condition::Kind::View:
      return {{"view", condition.word}};
    case Condition::Kind::Off:
      return {{"off", toString(*condition.head)}};
    case Condition::Kind::Head:
      return {{"head", toString(*condition.head)}};
    case Condition::Kind::Hovered:
      return {{"hovered", toString(*condition.row)}};
    case Condition::Kind::Locked:
      return {{"locked", toString(*condition.row)}};
    case Condition::Kind::Drawn:
      return {{"drawn", true}};
    case Condition::Kind::Answered:
      return {{"answered", true}};
  }
  return {};
}

QJsonArray toJson(const std::vector<Condition>& conditions) {
  QJsonArray list;
  for (const Condition& condition : conditions) list.append(toJson(condition));
  return list;
}

QJsonObject toJson(const StepState& state) {
  QJsonObject entry;
  if (state.model) entry["model"] = *state.model;
  if (state.texts)
    entry["text"] = state.texts->size() == 1 ? QJsonValue(state.texts->first())
                                             : QJsonValue(QJsonArray::fromStringList(*state.texts));
  if (state.picture)
    entry["picture"] = state.picture->edits.isEmpty()
                           ? QJsonValue(state.picture->file)
                           : QJsonValue(QJsonObject{{"file", state.picture->file}, {"edits", state.picture->edits}});
  if (state.view) entry["view"] = *state.view;
  if (state.head) entry["head"] = toString(*state.head);
  if (state.locked)
    entry["locked"] =
        state.locked->number == noRow ? QJsonValue(QJsonValue::Null) : QJsonValue(toString(*state.locked));
  if (state.pointedQuery) {
    QJsonArray rows{toString(*state.pointedQuery)};
    if (state.pointedKey) rows.append(toString(*state.pointedKey));
    entry["pointed"] = rows;
  }
  if (state.whatIfs) {
    QJsonArray lines;
    for (const WhatIf& line : *state.whatIfs) lines.append(ui::toJson(line));
    entry["whatIfs"] = lines;
  }
  if (state.sampling)
    entry["sampling"] = QJsonObject{{"temperature", state.sampling->temperature},
                                    {"topK", state.sampling->topK},
                                    {"topP", state.sampling->topP},
                                    {"seed", static_cast<double>(state.sampling->seed % 1000001)}};
  if (state.live) entry["live"] = *state.live;
  if (state.drawing) entry["drawing"] = *state.drawing;
  return entry;
}

QJsonObject toJson(const LessonQuestion& question) {
  QJsonArray answers;
  for (const LessonAnswer& answer : question.answers) {
    QJsonObject entry{{"text", toJson(answer.text)}};
    if (!answer.when.empty()) entry["when"] = toJson(answer.when);
    answers.append(entry);
  }
  return {{"text", toJson(question.text)}, {"answers", answers}, {"hides", QJsonArray::fromStringList(question.hides)}};
}

QJsonObject toJson(const LessonStep& step) {
  QJsonObject entry{{"title", toJson(step.title)}, {"text", toJson(step.text)}};
  if (step.state) entry["state"] = toJson(*step.state);
  const auto list = [&](const char* name, const QStringList& names) {
    if (!names.isEmpty()) entry[QLatin1String(name)] = QJsonArray::fromStringList(names);
  };
  list("highlight", step.highlight);
  list("hide", step.hide);
  list("lock", step.lock);
  if (!step.done.empty()) entry["done"] = toJson(step.done);
  if (step.solution) entry["solution"] = toJson(*step.solution);
  if (step.question) entry["question"] = toJson(*step.question);
  if (!step.hint.empty()) entry["hint"] = toJson(step.hint);
  if (!step.claims.empty()) entry["claims"] = toJson(step.claims);
  return entry;
}

}  // namespace

Lesson lessonFromJson(const QByteArray& bytes, const QString& name) {
  const QJsonObject root = parsed(bytes, name);
  Fields fields(name, root);
  const QJsonValue format = fields.take("format");
  if (format.toString() != formatName)
    fields.refuse(QStringLiteral("format"), QStringLiteral("“%1”").arg(formatName), format);
  const QJsonValue found = fields.take("version");
  if (found.toInt(0) > lessonVersion)
    fields.refuse(QStringLiteral("version"),
                  QStringLiteral("a newer Headlight wrote this lesson (version %1, this program reads up "
                                 "to %2): open it with that one")
                      .arg(found.toInt())
                      .arg(lessonVersion));
  fields.integer("version", 1, lessonVersion);
  Lesson lesson;
  lesson.title = localText(fields, "title", limits::titleCharacters);
  if (fields.has("summary")) lesson.summary = localText(fields, "summary", limits::wordCharacters);
  if (fields.has("minutes")) lesson.minutes = fields.integer("minutes", 0, 600);
  for (const auto& value : fields.list("steps", limits::steps))
    lesson.steps.push_back(step(name, static_cast<int>(lesson.steps.size()) + 1, value));
  fields.done();
  if (lesson.steps.empty())
    fields.refuse(QStringLiteral("steps"), QStringLiteral("expected at least one step, found none"));
  const auto& first = lesson.steps.front().state;
  if (!first || !first->model)
    fail(name.toStdString(), ": step 1, \"state\": expected the \"model\" that the lesson begins with, found none");
  return lesson;
}

QByteArray toJson(const Lesson& lesson) {
  QJsonArray steps;
  for (const LessonStep& step : lesson.steps) steps.append(toJson(step));
  QJsonObject root{
      {"format", formatName}, {"version", lessonVersion}, {"title", toJson(lesson.title)}, {"steps", steps}};
  if (!lesson.summary.empty()) root["summary"] = toJson(lesson.summary);
  if (lesson.minutes > 0) root["minutes"] = lesson.minutes;
  return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

void checkFiles(const Lesson& lesson, const QString& name) {
  for (std::size_t i = 0; i < lesson.steps.size(); ++i)
    for (const auto* state : {&lesson.steps[i].state, &lesson.steps[i].solution}) {
      if (!*state || !(*state)->picture) continue;
      const QString& file = (*state)->picture->file;
      if (!file.startsWith(QLatin1String("sample:")) && !lesson.files.contains(file))
        fail(name.toStdString(), ": step ", i + 1, ", \"picture\": expected the picture ", file.toStdString(),
             " beside lesson.json, found none of that name");
    }
}

}  // namespace headlight::ui
