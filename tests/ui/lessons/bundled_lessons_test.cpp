// Every step of every bundled lesson against the bundled weights: what it says holds, what it asks for can be done and
// is not done already, and every number that it quotes is on screen.
#include <gtest/gtest.h>

#include <QFileInfo>

#include "lesson_bench.h"
#include "ui/lessons/lesson_json.h"
#include "ui/lessons/lesson_package.h"
#include "ui/lessons/markup.h"
#include "ui/lessons/step_work.h"
#include "ui/views/all_views.h"

namespace headlight::ui {
namespace {

class BundledLesson : public testing::TestWithParam<std::string> {
 protected:
  static LessonBench& bench() {
    static LessonBench bench;
    return bench;
  }
};

std::string nameOf(const testing::TestParamInfo<std::string>& info) {
  return QFileInfo(QString::fromStdString(info.param))
      .fileName()
      .replace(QLatin1Char('-'), QLatin1Char('_'))
      .toStdString();
}

std::vector<std::string> folders() {
  std::vector<std::string> all;
  for (const QString& folder : bundledLessons()) all.push_back(folder.toStdString());
  return all;
}

bool allHold(const std::vector<Condition>& conditions, const LessonFacts& facts) {
  return std::ranges::all_of(conditions, [&](const Condition& condition) { return condition.holds(facts); });
}

std::vector<const LocalText*> textsOf(const LessonStep& step) {
  std::vector<const LocalText*> texts{&step.title, &step.text};
  if (!step.hint.empty()) texts.push_back(&step.hint);
  if (step.question) {
    texts.push_back(&step.question->text);
    for (const LessonAnswer& answer : step.question->answers) texts.push_back(&answer.text);
  }
  return texts;
}

TEST_P(BundledLesson, SaysNothingThatTheWeightsDoNot) {
  const Lesson lesson = readLesson(QString::fromStdString(GetParam()));
  checkModels(lesson);
  StepState before;
  for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i + 1));
    const LessonStep& step = lesson.steps[i];
    // A step without a state goes on from what was done in the one before.
    const StepState state = step.state ? lesson.stateAt(static_cast<int>(i)) : before;
    bench().show(lesson, state);
    for (const Condition& claim : step.claims)
      EXPECT_TRUE(claim.holds(bench().facts())) << claim.describe(bench().facts()).toStdString();
    for (const LocalText* text : textsOf(step))
      for (const auto& [language, words] : text->byLanguage)
        for (const QString& number : numbersIn(words))
          EXPECT_TRUE(number == QLatin1String("top") ? !likeliest(bench().facts()).isEmpty()
                                                     : Quantity::parse(number).in(bench().facts()).has_value())
              << number.toStdString();
    if (step.question) {
      int right = 0, judged = 0;
      for (const LessonAnswer& answer : step.question->answers) {
        judged += answer.when.empty() ? 0 : 1;
        right += !answer.when.empty() && allHold(answer.when, bench().facts()) ? 1 : 0;
      }
      EXPECT_EQ(right, judged > 0 ? 1 : 0) << "exactly one answer is right";
    }
    before = state;
    if (step.done.empty()) continue;
    EXPECT_FALSE(allHold(step.done, bench().facts())) << "it is done before anything was done";
    const bool answered = std::ranges::any_of(
        step.done, [](const Condition& condition) { return condition.kind == Condition::Kind::Answered; });
    ASSERT_TRUE(step.solution || answered) << "nobody can be shown how it is done";
    if (step.solution) {
      before = laidOver(state, *step.solution);
      bench().show(lesson, before);
    }
    EXPECT_TRUE(allHold(step.done, bench().facts(0, step.solution && step.solution->picture.has_value())))
        << "what is called the solution does not do it";
  }
}

TEST_P(BundledLesson, IsInBothLanguagesAndOfADecentLength) {
  const Lesson lesson = readLesson(QString::fromStdString(GetParam()));
  EXPECT_GE(lesson.steps.size(), 5U);
  EXPECT_LE(lesson.steps.size(), 10U);
  EXPECT_GT(lesson.minutes, 0);
  std::vector<const LocalText*> texts{&lesson.title, &lesson.summary};
  for (const LessonStep& step : lesson.steps)
    for (const LocalText* text : textsOf(step)) texts.push_back(text);
  for (const LocalText* text : texts) {
    ASSERT_TRUE(text->byLanguage.contains(QStringLiteral("en"))) << text->in({}).toStdString();
    ASSERT_TRUE(text->byLanguage.contains(QStringLiteral("zh_CN"))) << text->in({}).toStdString();
    EXPECT_LE(text->byLanguage.at(QStringLiteral("en")).size(), 600) << text->in(QStringLiteral("en")).toStdString();
    // Both quote the same numbers.
    QStringList english = numbersIn(text->in(QStringLiteral("en"))),
                chinese = numbersIn(text->in(QStringLiteral("zh_CN")));
    english.sort();
    chinese.sort();
    EXPECT_EQ(english, chinese);
  }
  EXPECT_TRUE(std::ranges::any_of(lesson.steps, [](const LessonStep& step) { return !step.done.empty(); }))
      << "nothing is done in it";
}

TEST_P(BundledLesson, IsTheSameOnceWrittenAndReadAgain) {
  const Lesson lesson = readLesson(QString::fromStdString(GetParam()));
  const Lesson again = lessonFromJson(toJson(lesson), QStringLiteral("again"));
  EXPECT_EQ(again.steps, lesson.steps);
  EXPECT_EQ(again.title, lesson.title);
}

INSTANTIATE_TEST_SUITE_P(Assets, BundledLesson, testing::ValuesIn(folders()), nameOf);

TEST(BundledLessons, AreAtLeastTenAndTheTour) { EXPECT_GE(bundledLessons().size(), 11); }

TEST(BundledLessons, CanShowEveryView) {
  QStringList ids;
  for (const auto& view : makeViews()) ids << view->name().id;
  QStringList known = lessonViews();
  ids.sort();
  known.sort();
  EXPECT_EQ(ids, known);
}

}  // namespace
}  // namespace headlight::ui
