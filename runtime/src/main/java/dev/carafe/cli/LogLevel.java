package dev.carafe.cli;

/** The levels of a log line, by logrus's words. */
enum LogLevel {
    DEBUG("debug"),
    WARNING("warning"),
    ERROR("error");

    private final String word;

    LogLevel(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
