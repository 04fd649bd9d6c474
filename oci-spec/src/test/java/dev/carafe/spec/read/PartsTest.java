package dev.carafe.spec.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.spec.Mount;
import dev.carafe.spec.ProcessSpec;
import dev.carafe.spec.error.InvalidConfigException;
import dev.carafe.spec.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {

    private static byte[] bytes(String json) {
        return json.getBytes(UTF_8);
    }

    @Test
    void aProcessCanBeReadAlone() throws Exception {
        ProcessSpec process =
                ConfigReader.readProcess(
                        bytes("{\"args\":[\"id\"],\"cwd\":\"/\",\"env\":[\"A=\"]}"), "p.json");

        assertThat(process.args()).containsExactly("id");
        assertThat(process.capabilities()).isNull();
        assertThatThrownBy(() -> ConfigReader.readProcess(bytes("{\"cwd\":\"/\"}"), "p.json"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessage("p.json line 1: /args: is required (command and arguments)");
    }

    @Test
    void resourcesCanBeReadAloneAndKeepAbsentApartFromZero() throws Exception {
        Resources resources =
                ConfigReader.readResources(
                        bytes(
                                "{\"memory\":{\"limit\":0},\"devices\":[{\"allow\":true,\"major\":-1}]}"),
                        "r.json");

        assertThat(resources.memory())
                .isNotNull()
                .satisfies(m -> assertThat(m.limitBytes()).isZero())
                .satisfies(m -> assertThat(m.swapBytes()).isNull());
        assertThat(resources.devices().getFirst().major()).isNull();
        assertThat(resources.devices().getFirst().access()).isEqualTo("rwm");
        assertThat(resources.cpu()).isNull();
    }

    @Test
    void mountsCanBeReadAlone() throws Exception {
        List<Mount> mounts =
                ConfigReader.readMounts(
                        bytes("[{\"destination\":\"/a\",\"options\":[\"ro\"]}]"), "m.json");

        assertThat(mounts)
                .containsExactly(new Mount("/a", null, null, List.of("ro"), List.of(), List.of()));
        assertThatThrownBy(() -> ConfigReader.readMounts(bytes("[{},\n1]"), "m.json"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("m.json line 1: /0/destination: is required")
                .hasMessageContaining("m.json line 2: /1: ");
        assertThatThrownBy(() -> ConfigReader.readMounts(bytes("{}"), "m.json"))
                .isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(() ->
                        ConfigReader.readMounts(
                                bytes(
                                        "[{\"destination\":\"/a\",\"uidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]}]"),
                                "m.json"))
                .hasMessageContaining("/0/gidMappings");
    }

    @Test
    void aMissingOrHugeFileIsAnInputError(@TempDir Path directory) throws IOException {
        Path huge = directory.resolve("huge");
        Files.write(huge, new byte[ConfigReader.MAX_BYTES + 1]);

        assertThatThrownBy(() -> ConfigReader.read(directory.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ConfigReader.read(huge))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is larger than");
    }
}
