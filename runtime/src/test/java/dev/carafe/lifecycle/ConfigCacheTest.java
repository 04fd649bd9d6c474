package dev.carafe.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.spec.error.SpecException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConfigCacheTest {
    private final ConfigCache cache = new ConfigCache();

    private static ConfigText text(String root, int padding) {
        String json =
                TestSite.CONFIG
                        .replace("\"rootfs\"", "\"" + root + "\"")
                        .replaceFirst("\\{", "{" + " ".repeat(padding));
        return new ConfigText(json.getBytes(StandardCharsets.UTF_8));
    }

    private ConfigCache.Known read(String hostname) throws SpecException {
        return cache.read(text(hostname, 0));
    }

    @Test
    void anEqualTextIsNotReadAgain() throws SpecException {
        ConfigCache.Known first = read("a");
        assertThat(cache.read(text("a", 0))).isSameAs(first);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void aTextThatDiffersInOneByteIsAnother() throws SpecException {
        assertThat(read("a").config().root().path()).isEqualTo("a");
        assertThat(read("b").config().root().path()).isEqualTo("b");
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void textsOfEqualHashAreTwo() throws SpecException {
        // "Aa" and "BB" are known to collide, and so does all that differs in nothing else.
        assertThat(text("Aa", 0)).hasSameHashCodeAs(text("BB", 0)).isNotEqualTo(text("BB", 0));
        assertThat(read("Aa").config().root().path()).isEqualTo("Aa");
        assertThat(read("BB").config().root().path()).isEqualTo("BB");
    }

    @Test
    void theOneUsedLongestAgoGoesWhenThereAreTooMany() throws SpecException {
        ConfigCache.Known first = read("first");
        ConfigCache.Known second = read("second");
        for (int i = 2; i < ConfigCache.MAX_ENTRIES; i++) {
            read("other" + i);
        }
        assertThat(read("first")).isSameAs(first);
        read("one-more");

        assertThat(cache.size()).isEqualTo(ConfigCache.MAX_ENTRIES);
        assertThat(read("first")).isSameAs(first);
        assertThat(read("second")).isNotSameAs(second);
    }

    @Test
    void allTextsTogetherAreBounded() throws SpecException {
        int third = ConfigCache.MAX_BYTES / 3;
        ConfigCache.Known first = cache.read(text("a", third));
        cache.read(text("b", third));
        cache.read(text("c", third));

        assertThat(cache.size()).isEqualTo(2);
        assertThat(cache.read(text("a", third))).isNotSameAs(first);
    }

    @Test
    void aTextThatIsTooLargeIsReadAndNotKept() throws SpecException {
        ConfigCache.Known kept = read("a");
        ConfigText large = text("large", ConfigCache.MAX_BYTES);

        assertThat(cache.read(large).config().root().path()).isEqualTo("large");
        assertThat(cache.size()).isEqualTo(1);
        assertThat(read("a")).isSameAs(kept);
    }

    @Test
    void whatIsNotValidIsRefusedEachTime() {
        ConfigText invalid = new ConfigText("{}".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.read(invalid)).isInstanceOf(SpecException.class);
        }
        assertThat(cache.size()).isZero();
    }

    @Test
    void linesAreThoseOfTheText() throws SpecException {
        assertThat(read("a").text().place("/root/path")).startsWith("config.json line 4: ");
        assertThat(read("a").text().place("/root/path")).startsWith("config.json line 4: ");
        assertThat(read("a").text().place("/process")).startsWith("config.json line 3: ");
    }
}
