//! Languages are recognised, in every form in which a text may come.

use ebb_sample_model::Options;
use serde_json::json;

use crate::host::Host;

#[tokio::test]
async fn every_language_is_recognised() {
    let host = Host::ready(Options::default()).await;
    for (language, name, text) in [
        ("en", "English", "Could you tell me which platform the evening train leaves from?"),
        ("de", "German", "Könnten Sie mir sagen, von welchem Gleis der Abendzug abfährt?"),
        ("fr", "French", "Pourriez-vous me dire de quel quai part le train du soir ?"),
        ("es", "Spanish", "¿Podría decirme de qué andén sale el tren de la noche?"),
        ("it", "Italian", "Potrebbe dirmi da quale binario parte il treno della sera?"),
        ("pt", "Portuguese", "Poderia me dizer de que plataforma sai o comboio da noite? Não sei."),
        ("nl", "Dutch", "Kunt u mij vertellen van welk spoor de avondtrein vertrekt?"),
        ("ja", "Japanese", "夜の電車は何番線から出ますか。"),
        ("zh", "Chinese", "请问晚上的火车从哪个站台出发？"),
        ("ko", "Korean", "저녁 기차는 몇 번 승강장에서 출발합니까?"),
    ] {
        let answer = host.identify(json!({ "text": text })).await;
        assert_eq!(answer["language"], language, "{answer}");
        assert_eq!(answer["name"], name, "{answer}");
        let confidence = answer["confidence"].as_f64().unwrap();
        assert!(confidence > 0.3 && confidence <= 1.0, "{answer}");
        let runners_up = answer["alternatives"].as_array().unwrap();
        assert!(runners_up.len() <= 3, "{answer}");
        for runner_up in runners_up {
            assert_ne!(runner_up["language"], language, "{answer}");
            assert!(runner_up["confidence"].as_f64().unwrap() <= confidence, "{answer}");
        }
        assert!(answer["elapsed_ms"].as_f64().unwrap() > 0.0, "{answer}");
    }
}

#[tokio::test]
async fn text_comes_as_json_as_plain_text_and_in_chunks() {
    let host = Host::ready(Options::default()).await;
    let generated =
        json!({ "inputs": "Le chat dort sur la chaise.", "parameters": { "top_p": 0.9 } });
    assert_eq!(host.identify(generated).await["language"], "fr");

    let answer = host.post("text/plain; charset=utf-8", "Der Hund schläft unter dem Tisch.").await;
    assert_eq!((answer.status, answer.json()["language"].as_str()), (200, Some("de")));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));

    let chunked = "POST /invocations HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\
        content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n\
        9\r\n{\"text\":\"\r\n17\r\nEl perro duerme bajo la\r\n8\r\n mesa.\"}\r\n0\r\n\r\n";
    let answer = host.send(chunked).await;
    assert_eq!((answer.status, answer.json()["language"].as_str()), (200, Some("es")));
}

#[tokio::test]
async fn text_without_words_is_undetermined() {
    let host = Host::ready(Options::default()).await;
    let answer = host.identify(json!({ "text": "12345 -- 67" })).await;
    assert_eq!(answer["language"], "und");
    assert_eq!(answer["alternatives"], json!([]));
}
