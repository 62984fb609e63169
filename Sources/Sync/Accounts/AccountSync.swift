import PointOfSale
import StatusCodes
import Synchronization
import TextForms

/// What a login's POS has said of its account, kept as long as its connection.
final class CachedAccountAnswer: Sendable {
    private let answer = Mutex<AccountAssignment.Answer?>(nil)

    /// The kept answer, or that of `ask`; one that failed is not kept.
    func lookup(_ ask: () -> AccountAssignment.Answer) -> AccountAssignment.Answer {
        if let kept = answer.withLock({ $0 }) { return kept }
        let new = ask()
        switch new {
        case .account, .silent, .unnamed: answer.withLock { $0 = new }
        case .failed, .notAsked: break
        }
        return new
    }
}

/// Asks the logins of a tenant with several locations for their accounts, and stores what is new:
/// before anything else of a run, since every id depends on it.
struct AccountSync {
    let context: SyncContext

    /// The context with its locations placed; those that cannot be are left out of its sources,
    /// with their failures.
    func resolved(_ report: inout SyncReport) throws(Status) -> SyncContext {
        let known = try TenantAccounts.read(context.store, org: context.org)
        guard context.sources.count > 1 || known != TenantAccounts() else { return context }
        var configs = context.sources.map(\.config)
        let answers = answers()
        let placement = AccountResolution(store: context.store, org: context.org)
        let outcome = try placement.assign(&configs, known) { config in
            answers[config.id] ?? .notAsked
        }
        report.warnings += outcome.warnings
        if outcome.accounts != known {
            try outcome.accounts.write(
                context.store, org: context.org, readsAgain: outcome.isParted)
        }
        var resolved = context
        resolved.leftOrigins += Self.left(outcome.accounts, configs)
        resolved.sources = []
        for (source, config) in zip(context.sources, configs) {
            if let refusal = config.refusal {
                report.warnings.append("location \(config.id) \(refusal.text)")
            }
            if let reason = config.unresolved {
                let text = reason.hasPrefix("POS") ? reason : "location \(config.id) \(reason)"
                resolved.unresolved.append(Status(.unavailable, text))
            } else {
                resolved.sources.append(source.with(config))
            }
        }
        return resolved
    }

    /// The origins that no location reaches any more; none while somebody's account is not known.
    private static func left(
        _ accounts: TenantAccounts, _ configs: [LocationConfig]
    ) -> [POSOrigin] {
        guard configs.allSatisfy({ $0.unresolved == nil }) else { return [] }
        let reached = Set(configs.map(\.origin))
        return Set(configs.map(\.provider)).sorted { $0.name < $1.name }.flatMap { provider in
            let known = accounts[provider.name]
            let origins = AccountOrigins(provider, known)
            let all =
                (known.primary == nil ? [] : [origins.primary])
                + known.others.sorted().map { origins.origin($0) }
            return all.filter { !reached.contains($0) }
        }
    }

    /// What each login's POS says, by location; a provider's only location is not asked.
    private func answers() -> [String: AccountAssignment.Answer] {
        let end = context.monotonicMilliseconds() + SyncLimits.accountsMilliseconds
        var answers: [String: AccountAssignment.Answer] = [:]
        var byLogin: [String: AccountAssignment.Answer] = [:]
        for source in context.sources where source.config.settingsFault == nil {
            let config = source.config
            let key = "\(config.provider.name) \(config.account.login)"
            let answer = byLogin[key] ?? source.accountAnswer.lookup { ask(source, end) }
            byLogin[key] = answer
            answers[config.id] = answer
        }
        for source in context.sources {
            guard let reason = source.config.settingsFault else { continue }
            answers[source.config.id] = .failed(reason)
        }
        return answers
    }

    private func ask(_ source: SyncContext.Source, _ end: Int64) -> AccountAssignment.Answer {
        let most = min(end, context.monotonicMilliseconds() + SyncLimits.accountMilliseconds)
        var deadline = context.deadline
        deadline.monotonicMilliseconds = min(deadline.monotonicMilliseconds, most)
        // Whether it is refused depends on the answer.
        var config = source.config
        config.refusal = nil
        do throws(Status) {
            let account = try context.ask(source.with(config)) { client throws(POSError) in
                try client.account(deadline: deadline)
            }
            let name = account?.nonBlankOfControls.flatMap {
                $0.utf8.count <= POSLimits.accountBytesMax ? $0 : nil
            }
            return name.map { .account($0) }
                ?? (source.client.capabilities.contains(.accounts) ? .unnamed : .silent)
        } catch {
            return .failed(error.message)
        }
    }
}
