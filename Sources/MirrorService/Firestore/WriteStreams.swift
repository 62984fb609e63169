import Listening
import Access
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import Synchronization
import TTRPC

/// The open Write streams.
final class WriteStreams: Sendable {
    private let committer: DocumentCommitter
    private let executor = SliceExecutor(.commit)

    init(_ committer: DocumentCommitter) { self.committer = committer }

    func open(_ stream: ServerStream, _ caller: DocumentCaller) -> WriteStream {
        WriteStream(stream, committer, DocumentOrigin(caller, .write), executor)
    }

    /// Stops all slices.
    func stop() { executor.stop() }
}

/// One Write stream: each message of the client is one commit, in order. An error ends the stream.
final class WriteStream: SlicedTask {
    let schedule: SliceSchedule
    private let channel: PushChannel
    private let committer: DocumentCommitter
    private let origin: DocumentOrigin
    private let streamId = SystemRandom.uint64()
    /// Used only within slices, of which one runs at a time: the lock is never contended.
    private let work = Mutex(Work())

    private struct Work {
        var database: DatabaseName?
        /// Number of answers, which the newest token contains.
        var answers: UInt64 = 0
    }

    init(
        _ stream: ServerStream, _ committer: DocumentCommitter, _ origin: DocumentOrigin,
        _ executor: SliceExecutor
    ) {
        schedule = SliceSchedule(executor, stream)
        channel = PushChannel(stream)
        self.committer = committer
        self.origin = origin
    }

    /// Receives a message of the client; any thread.
    func received(_ message: [UInt8]) {
        channel.received(message)
        requestSlice()
    }

    /// Records that the client has closed its direction: the stream ends after the last answer.
    func receivedEnd() {
        channel.receivedEnd()
        requestSlice()
    }

    func runSlice() {
        guard !channel.isClosed else { return }
        do throws(Status) {
            try work.withLock { work throws(Status) in
                var left = ServiceLimits.writesPerSlice
                while channel.flush(for: self) {
                    guard left > 0 else { return requestSlice() }
                    guard let bytes = channel.next() else { return }
                    left -= 1
                    let request = try WriteRequest(request: bytes)
                    let response =
                        work.database == nil
                        ? try begin(request, &work) : try commit(request, &work)
                    channel.enqueue([response])
                }
            }
            if channel.isDone { channel.stream.close() }
        } catch {
            channel.stream.close(error)
        }
    }

    /// The first message names the database and nothing else.
    private func begin(_ request: WriteRequest, _ work: inout Work) throws(Status) -> [UInt8] {
        guard request.streamId.isEmpty else {
            throw Status(.notFound, "no such write stream; open one without stream_id")
        }
        guard request.writes.isEmpty else {
            throw Status(.invalidArgument, "the first message must have no writes")
        }
        precondition(work.database == nil && work.answers == 0, "a stream begins once")
        work.database = try DatabaseName(request.database)
        var response = WriteResponse()
        response.streamId = String(streamId, radix: 16)
        response.streamToken = nextToken(&work)
        return response.wireBytes
    }

    private func commit(_ request: WriteRequest, _ work: inout Work) throws(Status) -> [UInt8] {
        guard let database = work.database else {
            preconditionFailure("the first message names the database")
        }
        guard request.database.isEmpty || request.database == database.name else {
            throw Status(.invalidArgument, "the stream is for another database")
        }
        guard isKnown(request.streamToken, work) else {
            throw Status(.invalidArgument, "the stream never gave this stream_token")
        }
        let writes = try decodedWrites(request.writes)
        let prepared = try PreparedCommit.prepare(writes, in: database)
        let answer = try committer.commit(prepared, in: database, from: origin)
        var response = WriteResponse()
        response.streamToken = nextToken(&work)
        response.writeResults = answer.results.map(\.wireBytes)
        response.commitTime = WireTimestamp(microseconds: answer.commitTime.microseconds)
        return response.wireBytes
    }

    /// Token: stream u64 | answer u64, big-endian.
    private func nextToken(_ work: inout Work) -> [UInt8] {
        precondition(work.answers < .max && work.database != nil, "an answer follows the first")
        work.answers += 1
        return token(work.answers)
    }

    private func token(_ answer: UInt64) -> [UInt8] {
        [streamId, answer].reduce(into: []) { bytes, part in
            withUnsafeBytes(of: part.bigEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// Clients send the token of the last answer that they received, or none; they may pipeline
    /// messages.
    private func isKnown(_ token: [UInt8], _ work: Work) -> Bool {
        if token.isEmpty { return true }
        guard token.count == 16 else { return false }
        let answer = token[8...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return answer >= 1 && answer <= work.answers && self.token(answer) == token
    }
}
