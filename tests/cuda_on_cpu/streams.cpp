// Streams, events and graphs. A stream is a queue that runs when somebody waits for it, or earlier, when somebody waits
// for another one and a coin says so: a missing wait shows, whichever of the two should have waited. With
// CUDA_ON_CPU_STREAMS=lazy there are no coins.
#include <chrono>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime.hpp"

namespace cuda_on_cpu {
void run_kernel(const cudaLaunchConfig_t&, const void* kernel, const std::function<void()>& one_thread);
void poison_memory(void*);
bool owns_memory(void*);
}  // namespace cuda_on_cpu

using work = std::function<void()>;

struct CUgraph_st {  // in the order of the calls, which is one that its edges allow
  std::vector<work> nodes;
  std::vector<std::shared_ptr<void>> memory;  // taken while captured; every launch uses the same
};
using graph_content = std::shared_ptr<CUgraph_st>;
struct CUstream_st {
  int device = 0;
  std::deque<work> queue;
  graph_content capture;
  bool began_capture = false;
};
struct event_state {
  CUstream_st* stream = nullptr;
  std::uint64_t recorded = 0, reached = 0;
  std::chrono::steady_clock::time_point at;
  graph_content capture;
};
struct CUevent_st {
  std::shared_ptr<event_state> state = std::make_shared<event_state>();
  bool timed = true;
};
struct CUgraphExec_st {
  graph_content content;
};

namespace cuda_on_cpu {
namespace {

std::vector<CUstream_st*> streams;
std::map<cudaGraph_t, graph_content> graphs;
std::map<const void*, std::size_t> dynamic_limit;  // by kernel, once raised

CUstream_st* resolve(cudaStream_t s) {  // no stream is the current device's own
  static std::map<int, CUstream_st> own;
  if (s) return s;
  CUstream_st& o = own[current_device()];
  o.device = current_device();
  return &o;
}
void run_one(CUstream_st* s) {
  const work w = std::move(s->queue.front());
  s->queue.pop_front();
  w();
}
void wait_event(const std::shared_ptr<event_state>& e, std::uint64_t until) {
  while (e->reached < until) run_one(e->stream);
}
void leave_capture(const graph_content& g) {
  for (CUstream_st* s : streams)
    if (s->capture == g) s->capture = nullptr;
}
bool tosses_coins() {
  static const char* const told = std::getenv("CUDA_ON_CPU_STREAMS");
  return told == nullptr || std::string_view(told) != "lazy";
}
bool alive(const CUstream_st* s) { return std::find(streams.begin(), streams.end(), s) != streams.end(); }

}  // namespace

int device_of(cudaStream_t s) { return resolve(s)->device; }
bool capturing(cudaStream_t s) { return resolve(s)->capture != nullptr; }
void drain(cudaStream_t s) {
  CUstream_st* const q = resolve(s);
  while (!q->queue.empty()) run_one(q);
}
void drain_device(int device) {
  const std::vector<CUstream_st*> all = streams;
  for (CUstream_st* s : all)
    if (s->device == device) drain(s);
  if (device == current_device()) drain(nullptr);
}
void enqueue(cudaStream_t s, std::function<void()> w) {
  CUstream_st* const q = resolve(s);
  if (q->capture)
    q->capture->nodes.push_back(std::move(w));
  else
    q->queue.push_back(std::move(w));
}
cudaError_t enqueue_kernel(const cudaLaunchConfig_t& c, const void* kernel, std::function<void()> one_thread) {
  const dim3 b = c.blockDim, g = c.gridDim;
  const bool fits = b.x * b.y * b.z >= 1 && b.x * b.y * b.z <= most_threads && b.z <= 64 && g.x >= 1 &&
                    g.x <= 0x7fffffffu && g.y >= 1 && g.y <= 65535 && g.z >= 1 && g.z <= 65535;
  if (!fits) return fail(cudaErrorInvalidConfiguration);
  const auto raised = dynamic_limit.find(kernel);
  if (c.dynamicSmemBytes > (raised == dynamic_limit.end() ? std::size_t{48} << 10 : raised->second))
    return fail(cudaErrorInvalidValue);
  if (device_of(c.stream) != current_device()) return fail(cudaErrorInvalidResourceHandle);
  cudaLaunchConfig_t config = c;
  config.stream = resolve(c.stream);
  enqueue(c.stream, [config, kernel, thread = std::move(one_thread)] { run_kernel(config, kernel, thread); });
  return cudaSuccess;
}
cudaError_t raise_dynamic_shared(const void* kernel, cudaFuncAttribute a, int bytes) {
  if (a != cudaFuncAttributeMaxDynamicSharedMemorySize) return cudaSuccess;  // a hint
  if (bytes < 0 || bytes > 227 << 10) return fail(cudaErrorInvalidValue);
  dynamic_limit[kernel] = static_cast<std::size_t>(bytes);
  return cudaSuccess;
}

}  // namespace cuda_on_cpu

using namespace cuda_on_cpu;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* s, unsigned) {
  *s = new CUstream_st;
  (*s)->device = current_device();
  streams.push_back(*s);
  return cudaSuccess;
}
cudaError_t cudaStreamCreate(cudaStream_t* s) { return cudaStreamCreateWithFlags(s, 0); }
cudaError_t cudaStreamDestroy(cudaStream_t s) {
  if (!alive(s)) return fail(cudaErrorInvalidResourceHandle);
  drain(s);
  std::erase(streams, s);
  delete s;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t s) {
  if (capturing(s)) return fail(cudaErrorStreamCaptureUnsupported);
  const std::vector<CUstream_st*> all = streams;
  for (CUstream_st* other : all)
    if (other != s && tosses_coins() && toss()) drain(other);
  drain(s);
  return cudaSuccess;
}
cudaError_t cudaStreamQuery(cudaStream_t s) {  // a piece of work at a time, so that who asks in a loop comes through
  CUstream_st* const q = resolve(s);
  if (q->queue.empty()) return cudaSuccess;
  run_one(q);
  return cudaErrorNotReady;
}
cudaError_t cudaDeviceSynchronize() {
  drain_device(current_device());
  return cudaSuccess;
}
cudaError_t cudaLaunchHostFunc(cudaStream_t s, void (*f)(void*), void* argument) {
  enqueue(s, [=] { f(argument); });
  return cudaSuccess;
}
cudaError_t cudaMallocAsync(void** p, std::size_t n, cudaStream_t s) {
  if (n == 0) return fail(cudaErrorInvalidValue);
  *p = take_memory(n, device_of(s));
  if (capturing(s)) resolve(s)->capture->memory.emplace_back(*p, give_memory);
  return cudaSuccess;
}
cudaError_t cudaFreeAsync(void* p, cudaStream_t s) {
  if (!p) return cudaSuccess;
  if (!owns_memory(p)) return fail(cudaErrorInvalidValue);
  if (capturing(s))
    enqueue(s, [p] { poison_memory(p); });
  else
    enqueue(s, [p] { give_memory(p); });
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* e, unsigned flags) {
  *e = new CUevent_st;
  (*e)->timed = !(flags & cudaEventDisableTiming);
  return cudaSuccess;
}
cudaError_t cudaEventCreate(cudaEvent_t* e) { return cudaEventCreateWithFlags(e, 0); }
cudaError_t cudaEventDestroy(cudaEvent_t e) { return delete e, cudaSuccess; }
cudaError_t cudaEventRecord(cudaEvent_t e, cudaStream_t stream) {
  CUstream_st* const s = resolve(stream);
  e->state->capture = s->capture;
  if (s->capture) return cudaSuccess;
  e->state = std::make_shared<event_state>(*e->state);  // who waits for an earlier record waits for that one
  e->state->stream = s;
  const std::uint64_t n = ++e->state->recorded;
  enqueue(s, [state = e->state, n] {
    state->reached = n;
    state->at = std::chrono::steady_clock::now();
  });
  return cudaSuccess;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t e, unsigned) {
  if (const graph_content g = e->state->capture) {
    resolve(stream)->capture = g;
    return cudaSuccess;
  }
  enqueue(stream, [state = e->state, n = e->state->recorded] { wait_event(state, n); });
  return cudaSuccess;
}
cudaError_t cudaEventSynchronize(cudaEvent_t e) {
  if (e->state->capture) return fail(cudaErrorStreamCaptureUnsupported);
  wait_event(e->state, e->state->recorded);
  return cudaSuccess;
}
cudaError_t cudaEventQuery(cudaEvent_t e) {
  if (e->state->reached >= e->state->recorded) return cudaSuccess;
  run_one(e->state->stream);
  return cudaErrorNotReady;
}
cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t a, cudaEvent_t b) {
  if (!a->timed || !b->timed || !a->state->recorded || !b->state->recorded) return fail(cudaErrorInvalidResourceHandle);
  if (a->state->reached < a->state->recorded || b->state->reached < b->state->recorded) return cudaErrorNotReady;
  *ms = std::chrono::duration<float, std::milli>(b->state->at - a->state->at).count();
  return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t s, cudaStreamCaptureMode) {
  if (!s || s->capture) return fail(cudaErrorStreamCaptureUnsupported);
  s->capture = std::make_shared<CUgraph_st>();
  s->began_capture = true;
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t s, cudaGraph_t* g) {
  *g = nullptr;
  if (!s || !s->capture || !s->began_capture) return fail(cudaErrorStreamCaptureUnsupported);
  s->began_capture = false;
  *g = s->capture.get();
  graphs[*g] = s->capture;
  leave_capture(graphs[*g]);
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* x, cudaGraph_t g, unsigned long long) {
  *x = new CUgraphExec_st{graphs.at(g)};
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t x, cudaStream_t s) {
  enqueue(s, [content = x->content] {
    for (const work& w : content->nodes) w();
  });
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t x) { return delete x, cudaSuccess; }
cudaError_t cudaGraphDestroy(cudaGraph_t g) { return graphs.erase(g), cudaSuccess; }
