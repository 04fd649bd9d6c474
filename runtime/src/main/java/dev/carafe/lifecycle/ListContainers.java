package dev.carafe.lifecycle;

import dev.carafe.cgroup.Statistics;
import dev.carafe.spec.ContainerState.Status;
import dev.carafe.state.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Shows containers.
 *
 * @param site where they are
 */
public record ListContainers(Site site) {
    /**
     * One container.
     *
     * @throws StateException when there is none
     */
    public ContainerView one(String id) {
        return view(ContainerRecord.find(site, id));
    }

    /**
     * All containers, sorted by id. One that cannot be read is left out with a warning; one that is
     * being created or deleted at this moment is left out silently.
     */
    public List<ContainerView> all() {
        return each(ListContainers::view);
    }

    /** What each container uses at this moment, as {@link #all}. */
    public List<ContainerSample> samples() {
        return each(ListContainers::sample);
    }

    /**
     * What one container uses at this moment.
     *
     * @throws StateException when there is none, or it is stopped
     */
    public ContainerSample sample(String id) {
        ContainerSample sample = sample(ContainerRecord.find(site, id));
        if (sample.container().status() == Status.STOPPED) {
            throw StateException.idNotRunning(id);
        }
        return sample;
    }

    private static ContainerSample sample(ContainerRecord container) {
        ContainerView view = view(container);
        return new ContainerSample(
                view,
                view.status() == Status.STOPPED ? Statistics.NONE : container.cgroup().statistics(),
                System.nanoTime());
    }

    private <T> List<T> each(Function<ContainerRecord, T> shown) {
        List<T> all = new ArrayList<>();
        for (String id : site.store().ids()) {
            try {
                all.add(shown.apply(ContainerRecord.of(site, site.store().find(id))));
            } catch (StateException e) {
                site.diagnostics().debug(e.getMessage());
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    site.diagnostics().warn("list: %s".formatted(e.getMessage()));
                }
            }
        }
        return all;
    }

    /**
     * Ids of the containers in whose id the expression is found, sorted; those as well that are
     * half-made.
     *
     * @throws RequestException when it is no regular expression
     */
    public List<String> matching(String expression) {
        try {
            Pattern pattern = Pattern.compile(expression);
            return site.store().ids().stream().filter(id -> pattern.matcher(id).find()).toList();
        } catch (PatternSyntaxException e) {
            throw new RequestException(
                    "invalid regular expression \"%s\": %s"
                            .formatted(expression, e.getDescription()));
        }
    }

    private static ContainerView view(ContainerRecord container) {
        String owner = owner(container.directory().path(), container.stored().ownerUid());
        return container.view(container.status(), owner);
    }

    /** As runc: the name of the directory's owner, or {@code #uid} where there is no name. */
    private static String owner(Path directory, int uid) {
        try {
            String name = Files.getOwner(directory).getName();
            return name.equals(Integer.toString(uid)) ? "#" + uid : name;
        } catch (NoSuchFileException e) {
            return "#" + uid;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
