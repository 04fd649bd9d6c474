package dev.carafe.engine;

import java.time.Duration;
import java.util.Map;

/**
 * What a resident engine's environment says.
 *
 * @param idle how long it stays without a session: {@code CARAFE_ENGINE_IDLE_SECONDS}
 * @param keepSocket whether the socket is another's, such as systemd's, and stays when the engine
 *     leaves: {@code CARAFE_ENGINE_KEEP_SOCKET=1}
 */
record EngineSettings(Duration idle, boolean keepSocket) {
    private static final Duration IDLE_ON_HOST = Duration.ofMinutes(10);

    /** In a container the engine would keep what made its mount namespace from going away. */
    private static final Duration IDLE_ELSEWHERE = Duration.ofSeconds(5);

    /**
     * Reads the settings.
     *
     * @param onHost whether the engine's mount namespace is the host's
     */
    static EngineSettings of(Map<String, String> environment, boolean onHost) {
        Duration usual = onHost ? IDLE_ON_HOST : IDLE_ELSEWHERE;
        return new EngineSettings(
                seconds(environment.getOrDefault("CARAFE_ENGINE_IDLE_SECONDS", ""), usual),
                environment.getOrDefault("CARAFE_ENGINE_KEEP_SOCKET", "").equals("1"));
    }

    private static Duration seconds(String text, Duration otherwise) {
        // At most a year; what is no such number is not worth leaving the user without an engine.
        return text.matches("[0-9]{1,7}") ? Duration.ofSeconds(Long.parseLong(text)) : otherwise;
    }
}
