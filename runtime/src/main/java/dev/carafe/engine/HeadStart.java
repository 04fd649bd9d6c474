package dev.carafe.engine;

import dev.carafe.linux.SystemCallBinding;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.nio.charset.StandardCharsets;

/**
 * What a one-shot engine sets up on other processors while its main thread greets the client and
 * learns what it wants: the binding of system calls, which every session needs, and reading a
 * config.json, which the client has announced. Together they are more than half of what a session
 * takes a cold JVM.
 *
 * <p>A thread that fails tells the log; the session meets the same failure itself.
 */
final class HeadStart {
    /**
     * Leads to all parts of the schema that the configuration of {@code carafe spec} needs. Spelled
     * out, as sessions do not need what SpecTemplate and its writer would have loaded.
     */
    static final String CONFIG =
            """
            {
              "ociVersion": "1.0.0",
              "process": {
                "terminal": true,
                "user": {"uid": 0, "gid": 0},
                "args": ["sh"],
                "env": ["PATH=/bin"],
                "cwd": "/",
                "capabilities": {
                  "bounding": ["CAP_KILL"], "effective": ["CAP_KILL"], "permitted": ["CAP_KILL"]},
                "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1024, "soft": 1024}],
                "noNewPrivileges": true
              },
              "root": {"path": "rootfs", "readonly": true},
              "hostname": "box",
              "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid"]}],
              "linux": {
                "resources": {"devices": [{"allow": false, "access": "rwm"}]},
                "namespaces": [{"type": "pid"}, {"type": "uts"}, {"type": "mount"}],
                "maskedPaths": ["/proc/acpi"],
                "readonlyPaths": ["/proc/bus"]
              }
            }
            """;

    private HeadStart() {}

    /** Begins to load the binding of system calls, and does not wait. */
    static void withSystemCalls() {
        begin("calls", SystemCallBinding::load);
    }

    /** Begins to read a config.json, and does not wait. */
    static void withConfig() {
        begin("config", HeadStart::readConfig);
    }

    private static void begin(String name, Runnable work) {
        try {
            Thread.ofPlatform().daemon().name(name).start(work);
        } catch (OutOfMemoryError _) {
            // The caller's limits allow no thread more: the session does it when it needs it.
        }
    }

    private static void readConfig() {
        try {
            ConfigReader.read(CONFIG.getBytes(StandardCharsets.UTF_8));
        } catch (SpecException e) {
            throw new IllegalStateException(e);
        }
    }
}
