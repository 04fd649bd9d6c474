package dev.carafe.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.conformance.harness.Bundle;
import dev.carafe.conformance.harness.Conformance;
import dev.carafe.conformance.harness.Container;
import dev.carafe.conformance.harness.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code --config} of create and run, which is crun's. */
@Conformance
class ConfigFlagTest {

    /** Leaves the bundle with another config.json than the one that is returned. */
    private static Path other(Lab lab, Bundle bundle) {
        bundle.write();
        try {
            Path other = lab.directory().resolve("other.json");
            Files.move(bundle.directory().resolve("config.json"), other);
            Files.writeString(bundle.directory().resolve("config.json"), "{}");
            return other;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String[] words(String operation, Bundle bundle, String config, String id) {
        return new String[] {
            operation, "--bundle", bundle.directory().toString(), "--config", config, id
        };
    }

    @Test
    void processIsTheOneOfTheOtherFile(Lab lab) {
        Bundle bundle = lab.bundle().args("/bin/echo", "other");
        Path other = other(lab, bundle);
        String out = lab.runtime(words("run", bundle, other.toString(), lab.id())).run().ok().out();
        assertThat(out).isEqualTo("other\n");
    }

    @Test
    void relativeNameIsNotTheBundles(Lab lab) {
        Bundle bundle = lab.bundle().args("/bin/echo", "other");
        other(lab, bundle);
        String out =
                lab.runtime(words("run", bundle, "other.json", lab.id()))
                        .in(lab.directory())
                        .run()
                        .ok()
                        .out();
        assertThat(out).isEqualTo("other\n");
    }

    @Test
    void fileThatIsNotThereIsNamed(Lab lab) {
        Bundle bundle = lab.bundle();
        other(lab, bundle);
        lab.runtime(words("create", bundle, "/nonexistent/c.json", lab.id()))
                .run()
                .refused("/nonexistent/c.json");
    }

    /** Whatever has become of the file. */
    @Test
    @Tag("carafe")
    void laterCommandsGoByTheConfigurationThatTheContainerWasMadeFrom(Lab lab) throws IOException {
        Bundle bundle = lab.bundle().staying().merge("{\"process\":{\"cwd\":\"/tmp\"}}");
        Path other = other(lab, bundle);
        lab.runtime(words("create", bundle, other.toString(), lab.id())).run().ok();
        Files.delete(other);
        Container container = lab.container(lab.id());
        container.start().ok();
        assertThat(container.exec("/bin/pwd").run().ok().out()).isEqualTo("/tmp\n");
        container.delete("--force").ok();
    }

    @Test
    @Tag("carafe")
    void errorsNameTheFileAndItsLine(Lab lab) {
        Bundle bundle = lab.bundle().merge("{\"hostname\":7}");
        String other = other(lab, bundle).toString();
        for (String operation : new String[] {"create", "run"}) {
            lab.runtime(words(operation, bundle, other, lab.id()))
                    .run()
                    .refused(other + " line ", "/hostname");
        }
        String found =
                lab.runtime("check", "-b", bundle.directory().toString(), "-f", other)
                        .run()
                        .exited(1)
                        .out();
        assertThat(found).contains(other + " line ").contains("other.json is not valid");
    }
}
