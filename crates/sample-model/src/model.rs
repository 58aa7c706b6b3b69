//! The model: n-gram statistics of ten languages.
//!
//! The tables are finite-state transducers inside the binary, looked up in place. Loading them is
//! therefore quick; what takes time at first use is paging them in and building the lookup structures
//! for scripts and alphabets. [`Model::load`] does that work before the first request instead of in it,
//! and checks on the way that every language is recognised.

use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};

/// One plain sentence for each language, none of them easy to confuse.
const SAMPLES: [(Language, &str); 10] = [
    (Language::English, "The harbour wakes slowly while the fishing boats wait for the tide."),
    (Language::German, "Der Hafen erwacht langsam, während die Boote auf die Flut warten."),
    (Language::French, "Le port s'éveille lentement pendant que les bateaux attendent la marée."),
    (Language::Spanish, "El puerto despierta despacio mientras los barcos esperan la marea."),
    (Language::Italian, "Il porto si sveglia piano mentre le barche aspettano la marea."),
    (Language::Portuguese, "O porto acorda devagar enquanto os barcos esperam pela maré cheia."),
    (Language::Dutch, "De haven wordt langzaam wakker terwijl de boten op het getij wachten."),
    (Language::Japanese, "漁船が潮を待つあいだに、港はゆっくりと目を覚まします。"),
    (Language::Chinese, "渔船等待涨潮的时候，港口慢慢醒来。"),
    (Language::Korean, "어선들이 밀물을 기다리는 동안 항구는 천천히 깨어난다."),
];

/// The loaded model.
pub(crate) struct Model {
    detector: LanguageDetector,
}

/// How sure the model is that a text is in a language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Guess {
    pub(crate) language: Language,
    /// From 0 to 1; all languages together make 1.
    pub(crate) confidence: f64,
}

/// Why there is no model.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LoadError {
    /// The caller no longer wants it.
    #[error("loading the model was cancelled")]
    Cancelled,
    /// It does not know a language that it is made for.
    #[error("the model failed its self-test: it takes {expected} for {got}")]
    SelfTest { expected: String, got: String },
}

impl Model {
    /// Loads every table and passes over the sample sentences `warm_up` times, asking before each
    /// sentence whether that is still wanted.
    ///
    /// # Errors
    /// [`LoadError`] when it is no longer wanted or a sentence is not recognised.
    pub(crate) fn load(warm_up: u32, still_wanted: impl Fn() -> bool) -> Result<Self, LoadError> {
        let detector = LanguageDetectorBuilder::from_languages(&SAMPLES.map(|(known, _)| known))
            .with_preloaded_language_models()
            .build();
        let model = Self { detector };
        for _ in 0..warm_up {
            for (expected, sentence) in SAMPLES {
                if !still_wanted() {
                    return Err(LoadError::Cancelled);
                }
                let best = model.classify(sentence).first().map(|guess| guess.language);
                if best != Some(expected) {
                    let got = best.map_or("none".to_owned(), |language| language.to_string());
                    return Err(LoadError::SelfTest { expected: expected.to_string(), got });
                }
            }
        }
        Ok(model)
    }

    /// The languages that `text` may be in, likeliest first; none when it holds no words.
    pub(crate) fn classify(&self, text: &str) -> Vec<Guess> {
        self.detector
            .compute_language_confidence_values(text)
            .into_iter()
            .filter(|(_, confidence)| *confidence > 0.0)
            .map(|(language, confidence)| Guess { language, confidence })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loading_includes_a_self_test_and_guesses_are_sorted() {
        let model = Model::load(1, || true).unwrap();
        let guesses = model.classify("Where is the nearest railway station, please?");
        assert_eq!(guesses[0].language, Language::English);
        assert!(guesses.is_sorted_by(|a, b| a.confidence >= b.confidence));
        let total: f64 = guesses.iter().map(|guess| guess.confidence).sum();
        assert!((total - 1.0).abs() < 1e-6, "{total}");
    }

    #[test]
    fn text_without_words_has_no_language() {
        let model = Model::load(1, || true).unwrap();
        for text in ["", "  ", "12345 !?", "\u{0}\u{feff}", "🙂"] {
            assert_eq!(model.classify(text), [], "{text:?}");
        }
    }

    #[test]
    fn loading_stops_when_it_is_no_longer_wanted() {
        assert_eq!(Model::load(u32::MAX, || false).err(), Some(LoadError::Cancelled));
    }
}
