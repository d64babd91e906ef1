#pragma once

#include <QColor>
#include <QString>
#include <functional>
#include <optional>

#include "ui/document/glossary.h"

namespace headlight::ui {

/// The words of a step: plain text with **bold**, [words](term:induction) that lead to the glossary, {p:Silver} where a
/// number from the screen stands, {top} for the likeliest token, and empty lines between paragraphs. Everything else is
/// what it looks like: there is no HTML and no picture.

/// Throws Error for a link that leads elsewhere, a picture, a term that there is not, and a number that is none.
void checkMarkup(const QString& text);
/// As rich text; `number` says what stands for what is between the braces.
QString toRichText(const QString& text, const std::function<QString(const QString&)>& number, const QColor& link);
/// What is between braces, one by one.
QStringList numbersIn(const QString& text);

/// By what links call it (idOf).
std::optional<Term> termNamed(const QString& name);

}  // namespace headlight::ui
