// Writes the lens in every view, both themes and two sizes as PNG, with made-up patterns, to be looked at; prints how
// long a picture takes.
//   lens_preview FOLDER [TOKENS]
//   lens_preview FOLDER picture [PATCHES]
//   lens_preview FOLDER seq2seq [SOURCES TARGETS]     the random encoder-decoder of tests/support, all its attentions
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "backend/backend.h"
#include "models/model.h"
#include "support/fake_trace.h"
#include "support/tiny_model.h"
#include "support/tiny_seq2seq.h"
#include "ui/lens/image_fields.h"
#include "ui/lens/lens_widget.h"
#include "ui/theme/theme.h"
#include "ui/views/all_heads_view.h"
#include "ui/views/all_views.h"
#include "ui/views/image_view.h"
#include "ui/window/lens_area.h"

using namespace headlight;
using namespace headlight::ui;

namespace {

QStringList words(int count) {
  const QStringList some = {"<bos>", "Tom",  "·Thumb", "·met", "·an",    "·owl", "·in",   "·the", "·mill", ".",
                            "·The",  "·owl", "·told",  "·Tom", "·Thumb", "·a",   "·joke", ".",    "·Tom"};
  QStringList list;
  for (int i = 0; i < count; ++i) list << (i < some.size() ? some[i] : QStringLiteral("·word%1").arg(i));
  return list;
}

QStringList viewsOf(const ModelInfo& model) {
  QStringList ids;
  for (const auto& view : makeViews())
    if (view->fits(model)) ids << view->name().id;
  return ids;
}

void point(QWidget& at, QPointF where) {
  QMouseEvent move(QEvent::MouseMove, where, at.mapToGlobal(where), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
  QApplication::sendEvent(&at, &move);
  QApplication::processEvents();
}

/// Every view of a picture, in the tabs that it has in the window.
void drawPicture(QApplication& application, const QString& folder, int patches) {
  const auto backend = makeBackend("cpu");
  const auto trace = test::makeTrace(*backend, {.layers = 12,
                                                .heads = 6,
                                                .grid = {patches, patches},
                                                .specials = {"[CLS]", "[REG 0]"},
                                                .patchPixels = 16,
                                                .labels = 10});
  for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
    applyTheme(application, *theme);
    for (const QSize size : {QSize(768, 588), QSize(856, 690), QSize(1336, 900)}) {
      Selection selection;
      LensArea area(selection);
      area.setTheme(*theme);
      area.setModel(trace->model());
      area.lens().setShown({.trace = trace});
      selection.chooseHead(9, 1);
      area.resize(size);
      area.show();
      QApplication::processEvents();
      const auto save = [&](const QString& what) {
        QApplication::processEvents();
        area.grab().save(
            QStringLiteral("%1/image-model-%2-%3-%4.png").arg(folder, what, theme->name).arg(size.width()));
      };
      for (const auto& view : area.lens().views()) {
        if (!view->fits(trace->model())) continue;
        const QString id = view->name().id;
        area.setView(id);
        selection.lockRow(-1);
        point(area.lens(), {-1, -1});
        save(id);
        selection.lockRow(2 + 6 * patches + 5);
        point(area.lens(), QPointF(size.height() * 0.55, size.height() * 0.4));
        save(id + QStringLiteral("-query"));
      }
      area.setView(ImageView::id);
      const std::clock_t start = std::clock();  // of this process: the machine may be busy
      for (int i = 0; i < 50; ++i) {
        selection.lockRow(2 + i);
        area.lens().grab();
      }
      std::printf("%s %d: %.2f ms of processor an Image view with another query\n", qPrintable(theme->name),
                  size.width(), 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / 50);
      ViewState state;
      state.theme = theme;
      const QSizeF lens = area.lens().size();
      ImageView view;
      ImageFields fields;
      const std::clock_t painting = std::clock();
      for (int i = 0; i < 50; ++i) {
        state.lockedRow = 2 + i;
        fields.paint(view.scene(trace, state, lens), lens.toSize(), 1);
      }
      std::printf("  of these %.2f ms for scene, pictures and what is laid over them\n",
                  1000.0 * static_cast<double>(std::clock() - painting) / CLOCKS_PER_SEC / 50);
    }
  }
}

/// Every attention of the random encoder-decoder.
void drawAttentions(QApplication& application, const QString& folder, int sources, int targets) {
  const auto backend = makeBackend("cpu");
  const test::Seq2seqPair pair = test::makeTinySeq2seq(*backend, {.positions = std::max({150, sources, targets})});
  const auto trace = runModel(*pair.model, *backend,
                              Request{1,
                                      std::vector<Input>{TokenInput{test::randomIds(sources, 61, 5)},
                                                         TokenInput{test::randomIds(targets, 61, 6)}},
                                      pair.model->info()->everySite()});
  const QStringList some = {"das", "·alte", "·Haus", "·am", "·See", "·hat", "·eine", "·rote", "·Haustür", "."};
  StackRows source;
  for (int i = 0; i < sources; ++i) source.names << (i < some.size() ? some[i] : QStringLiteral("·Wort%1").arg(i));
  for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
    applyTheme(application, *theme);
    for (const QSize size : {QSize(480, 400), QSize(768, 588), QSize(1296, 868)})
      for (const QString& id : viewsOf(trace->model())) {
        Selection selection;
        LensArea area(selection);
        area.setTheme(*theme);
        area.setModel(trace->model());
        area.setView(id);
        area.lens().setShown({.trace = trace, .inputs = {{source.names, {}}, {words(targets), {}}}});
        area.resize(size);
        area.show();
        for (const AttentionInfo& attention : trace->model().attentions()) {
          selection.chooseAttention(attention.id);
          selection.chooseHead(1, 2);
          application.processEvents();
          const QString name = QStringLiteral("%1/seq2seq-%2-%3%4-%5-%6")
                                   .arg(folder, id)
                                   .arg(static_cast<int>(attention.id.stack))
                                   .arg(attention.id.which)
                                   .arg(theme->name)
                                   .arg(size.width());
          point(area.lens(), {-1, -1});
          area.grab().save(name + ".png");
          point(area.lens(), QPointF(area.lens().width() * 0.3, area.lens().height() * 0.35));
          area.grab().save(name + "-hover.png");
        }
      }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(".");
  QDir().mkpath(folder);
  if (argc > 2 && QByteArray(argv[2]) == "picture") {
    drawPicture(application, folder, argc > 3 ? std::atoi(argv[3]) : 14);
    return 0;
  }
  if (argc > 2 && QByteArray(argv[2]) == "seq2seq") {
    drawAttentions(application, folder, argc > 4 ? std::atoi(argv[3]) : 10, argc > 4 ? std::atoi(argv[4]) : 7);
    return 0;
  }
  const int tokens = argc > 2 ? std::atoi(argv[2]) : 19;
  const auto backend = makeBackend("cpu");
  const auto trace = test::makeTrace(*backend, {.tokens = tokens});
  for (const Theme* theme : {&Theme::light(), &Theme::dark()}) {
    applyTheme(application, *theme);
    for (const QSize size : {QSize(768, 588), QSize(1296, 868)}) {
      for (const QString& id : viewsOf(trace->model())) {
        Selection selection;
        LensArea window(selection);
        LensWidget* lens = &window.lens();
        window.setTheme(*theme);
        window.setModel(trace->model());
        window.setView(id);
        lens->setShown({.trace = trace, .inputs = {{words(tokens), {}}}});
        selection.chooseHead(4, 1);
        window.resize(size);
        window.show();
        application.processEvents();
        const QString name = QStringLiteral("%1/%2-%3-%4").arg(folder, id, theme->name).arg(size.width());
        selection.lockRow(tokens - 1);
        const QPointF at(size.width() * 0.3, size.height() * 0.6);
        QMouseEvent move(QEvent::MouseMove, at, lens->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(lens, &move);
        application.processEvents();
        window.grab().save(name + ".png");
        if (id == AllHeadsView::id && lens->inspectorAvailable()) {
          lens->setInspectorVisible(true);
          for (int i = 0; i < 4; ++i) {
            window.grab();
            application.processEvents();
          }
          window.grab().save(name + "-inspector.png");
          // Its tabs, at 768 px: left of the window at 296, a row at 54.
          if (size.width() == 768)
            for (const int x : {395, 465, 535}) {
              for (const auto type : {QEvent::MouseMove, QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
                const QPointF tab(x, 54);
                QMouseEvent press(type, tab, lens->mapToGlobal(tab),
                                  type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                                  type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
                QApplication::sendEvent(lens, &press);
                for (int i = 0; i < 4; ++i) window.grab();
              }
              window.grab().save(QStringLiteral("%1-inspector-%2.png").arg(name).arg(x));
            }
        }
      }
    }
  }
  for (const QString& id : viewsOf(trace->model())) {
    Selection selection;
    LensWidget lens(selection);
    lens.resize(856, 648);
    lens.setView(id);
    double fresh = 1e9, hover = 1e9;
    for (int i = 0; i < 15; ++i) {
      const auto next = test::makeTrace(*backend, {.tokens = tokens, .revision = static_cast<std::uint64_t>(i + 2)});
      QElapsedTimer timer;
      lens.setShown({.trace = next, .inputs = {{words(tokens), {}}}});
      timer.start();
      lens.grab();
      fresh = std::min(fresh, static_cast<double>(timer.nsecsElapsed()) / 1e6);
      selection.hover(i % tokens, 0);
      timer.restart();
      lens.grab();
      hover = std::min(hover, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::printf("%s, %d tokens: widget with a new trace %.2f ms, hovering %.2f ms (best of 15)\n", qPrintable(id),
                tokens, fresh, hover);
  }
  ViewState state;
  state.theme = &Theme::light();
  state.rows[StackId::Decoder].names = words(tokens);
  const QSizeF size(856, 648);
  double best[2] = {1e9, 1e9};
  for (int i = 0; i < 15; ++i) {
    QElapsedTimer timer;
    timer.start();
    const Scene scene = AllHeadsView().scene(trace, state, size);
    const double built = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    ImageFields fields;  // fresh: nothing sampled yet, as with a new trace
    timer.restart();
    const QImage image = fields.paint(scene, size.toSize(), 1);
    best[0] = std::min(best[0], built);
    best[1] = std::min(best[1], static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  std::printf("%d tokens, 48 heads: scene %.2f ms, fields on the host %.2f ms (best of 15)\n", tokens, best[0],
              best[1]);
  return 0;
}
