package dev.carafe.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Manifest;

/** The build id: client and engine of different builds do not talk to each other. */
final class BuildId {
    /** The id of classes that are not in a jar. */
    static final String NONE = "development";

    private BuildId() {}

    /** The attribute {@code Carafe-Build} of the jar that holds the engine. */
    static String read() throws IOException {
        // The engine's jar is the first on the class path, so its manifest is found first.
        try (InputStream in = ClassLoader.getSystemResourceAsStream("META-INF/MANIFEST.MF")) {
            String id =
                    in == null
                            ? null
                            : new Manifest(in).getMainAttributes().getValue("Carafe-Build");
            return id == null ? NONE : id;
        }
    }
}
