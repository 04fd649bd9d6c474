package dev.carafe.lifecycle;

import java.util.Optional;

/**
 * What the caller of restore asks for, beside what create has too.
 *
 * @param create as for create
 * @param criu what checkpoint has too
 * @param tcpClose {@code --tcp-close}
 * @param lsmProfile {@code --lsm-profile}
 * @param lsmMountContext {@code --lsm-mount-context}
 */
public record RestoreRequest(
        CreateRequest create,
        CriuFlags criu,
        boolean tcpClose,
        Optional<String> lsmProfile,
        Optional<String> lsmMountContext) {}
