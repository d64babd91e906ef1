#include "ui/editors/input_editors.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/document/document.h"
#include "ui/theme/flow_layout.h"
#include "ui/theme/text_scale.h"
#include "ui/theme/theme.h"
#include "ui/theme/words.h"

namespace headlight::ui {
namespace {

// px at 100 %: less does not hold two texts with their numbers; so much holds all that is said of them.
constexpr int lowRoom = 460, plentyOfRoom = 720;

QString titleOf(const InputInfo& input) {
  if (input.name == "source") return tr("Source");
  if (input.name == "target") return tr("Target");
  if (input.name == "text") return tr("Text");
  if (input.name == "image") return tr("Image");
  QString name = QString::fromStdString(input.name);
  if (!name.isEmpty()) name[0] = name[0].toUpper();
  return name;
}

}  // namespace

InputEditors::InputEditors(Document& document, Selection& selection, QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), layout_(new QVBoxLayout(this)) {
  setObjectName(QStringLiteral("inputEditors"));
  setAttribute(Qt::WA_StyledBackground);
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(0);
  for (InputDocument* input : document.all()) placeOf(*input);
  for (InputDocument* input : document.inputs()) onScreen_.push_back(&editorOf(*input));
  for (InputEditor* editor : onScreen_) editor->show();
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { focusMoved(now); });
}

// The keyboard leaves while a widget is destroyed, when it is no InputEditors any more.
InputEditors::~InputEditors() { disconnect(qApp, nullptr, this, nullptr); }

InputDocument& InputEditors::activeDocument() const { return document_.active(); }

InputEditors::Place& InputEditors::placeOf(InputDocument& input) {
  if (const auto known = places_.find(&input); known != places_.end()) return known->second;
  InputEditor* editor = makeInputEditor(document_, input, selection_).release();  // the layout's parent owns it
  auto* head = new QWidget(this);
  auto* beside = new FlowLayout(8);
  head->setLayout(beside);
  beside->setContentsMargins(16, 8, 16, 4);
  auto* name = new QLabel(head);
  name->setObjectName(QStringLiteral("inputName"));
  name->setFont(textFont(TextStyle::Strong));
  name->setBuddy(&editor->keyboardTarget());
  beside->addWidget(name);
  auto* open = new QPushButton(tr("Write one"), head);
  open->setObjectName(QStringLiteral("openSecondText"));
  open->setToolTip(tr("A text that the model reads together with the first, as one input"));
  open->hide();
  beside->addWidget(open);
  connect(open, &QPushButton::clicked, this, [this, editor] {
    showSecond(true);
    editor->keyboardTarget().setFocus();
  });
  head->hide();
  editor->hide();
  layout_->addWidget(head);
  layout_->addWidget(editor, 1);
  connect(editor, &InputEditor::maskAsked, this, [this, &input](int row) {
    // Rows of a second text are rows of the input that it is a part of.
    auto* text = dynamic_cast<TextDocument*>(&input);
    if (text && text->first())
      emit maskAsked(text->first(), row + text->firstRow());
    else
      emit maskAsked(&input, row);
  });
  connect(editor, &InputEditor::openAsked, this, &InputEditors::openAsked);
  connect(editor, &InputEditor::sampleAsked, this, &InputEditors::sampleAsked);
  connect(editor, &InputEditor::filesDropped, this, &InputEditors::filesDropped);
  connect(editor, &InputEditor::imagePasted, this, &InputEditors::imagePasted);
  if (const auto* text = dynamic_cast<TextDocument*>(&input); text && text->first())
    connect(&input, &InputDocument::changed, this, [this, editor, &input] {  // brought back, or undone
      if (input.rows() > 0 && !onScreen_.empty() && onScreen_.back() == editor && editor->isHidden()) showSecond(true);
    });
  connect(editor, &InputEditor::surpriseAsked, this, &InputEditors::surpriseAsked);
  connect(editor, &InputEditor::wantedHeightChanged, this, &InputEditors::share);
  editor->addActions(actions_);
  if (theme_) editor->setTheme(*theme_);
  return places_.emplace(&input, Place{head, name, editor, open}).first->second;
}

InputEditor& InputEditors::editorOf(InputDocument& input) { return *placeOf(input).editor; }

void InputEditors::setTheme(const Theme& theme) {
  theme_ = &theme;
  setStyleSheet(QStringLiteral("#inputEditors { background: %1; }").arg(theme.surface.name()));
  for (const auto& [input, place] : places_) place.editor->setTheme(theme);
}

void InputEditors::setModel(const ModelInfo& model) {
  const std::vector<InputDocument*> inputs = documentsOf();
  const bool pair = inputs.size() > document_.inputs().size();
  std::vector<InputEditor*> coming;
  for (InputDocument* input : inputs) coming.push_back(&editorOf(*input));
  for (const auto& [input, place] : places_) {
    place.head->hide();
    if (std::find(coming.begin(), coming.end(), place.editor) == coming.end()) place.editor->hide();
  }
  onScreen_ = std::move(coming);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Place& place = placeOf(*inputs[i]);
    layout_->removeWidget(place.head);
    layout_->removeWidget(place.editor);
    layout_->addWidget(place.head);
    layout_->addWidget(place.editor, 1);
    place.name->setText(!pair    ? titleOf(model.inputs[i])
                        : i == 0 ? model.says(Says::Answer) ? tr("Question") : tr("Text")
                                 : tr("Second text"));
    place.head->setVisible(inputs.size() > 1);
    place.open->hide();
    place.editor->setModel(model, pair ? 0 : i);
    place.editor->show();
  }
  share();
  if (!pair) return;
  // A model that is about two texts has room for both; another one is asked for the second.
  const bool wanted = model.says(Says::Answer) || (model.output() && model.output()->ofPair);
  showSecond(wanted || inputs.back()->rows() > 0);
}

std::vector<InputDocument*> InputEditors::documentsOf() const {
  std::vector<InputDocument*> documents = document_.inputs();
  const auto* only = documents.size() == 1 ? dynamic_cast<const TextDocument*>(documents.front()) : nullptr;
  if (only && only->second()) documents.push_back(only->second());
  return documents;
}

void InputEditors::showSecond(bool shown) {
  const Place& second = placeOf(*documentsOf().back());
  second.open->setVisible(!shown);
  second.editor->setVisible(shown);
  share();
}

bool InputEditors::event(QEvent* event) {
  if (event->type() == QEvent::ParentChange && parentWidget()) parentWidget()->installEventFilter(this);
  return QWidget::event(event);
}

bool InputEditors::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize) share();
  return QWidget::eventFilter(watched, event);
}

void InputEditors::share() {
  const auto shown = std::ranges::count_if(onScreen_, [](const InputEditor* it) { return !it->isHidden(); });
  const int height = parentWidget() ? parentWidget()->height() : 0;
  const InputRoom room = shown < 2 || height >= scaled(plentyOfRoom) ? InputRoom::Plenty
                         : height < scaled(lowRoom)                  ? InputRoom::Low
                                                                     : InputRoom::Enough;
  for (InputEditor* editor : onScreen_) editor->setRoom(room);
  // Editors that know how high they show all that they have share the room by that.
  const bool known = std::ranges::all_of(onScreen_, [](const InputEditor* it) { return it->wantedHeight() > 0; });
  for (InputEditor* editor : onScreen_)
    layout_->setStretchFactor(editor, editor->isHidden() ? 0 : known ? editor->wantedHeight() : 1);
}

void InputEditors::setShown(const ShownTrace& shown) {
  for (const auto& [input, place] : places_) place.editor->setShown(shown);
}

void InputEditors::setSurprise(const std::vector<float>& bits) { editorOf(document_.main()).setSurprise(bits); }

void InputEditors::addActions(const ImageActionLists& actions) {
  actions_ = actions;
  for (const auto& [input, place] : places_) place.editor->addActions(actions);
}

void InputEditors::putBeside(InputDocument* input, QWidget& choice) {
  if (input) placeOf(*input).head->layout()->addWidget(&choice);
  choice.setVisible(input != nullptr);  // afterwards: a new parent hides it
}

void InputEditors::focusMoved(const QWidget* to) {
  for (InputEditor* editor : onScreen_)
    if (to && (editor == to || editor->isAncestorOf(to))) document_.activate(editor->document());
}

QSize InputEditors::sizeHint() const {
  QSize hint = QWidget::sizeHint();
  for (const auto& [input, place] : places_) hint = hint.expandedTo(place.editor->sizeHint());
  return hint;
}

QSize InputEditors::minimumSizeHint() const {
  QSize hint = QWidget::minimumSizeHint();
  for (const auto& [input, place] : places_) hint = hint.expandedTo(place.editor->minimumSizeHint());
  return hint;
}

}  // namespace headlight::ui
