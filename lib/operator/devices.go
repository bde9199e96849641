package operator

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/distributed"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Several devices share each batch: every one has all parameters, and a part of the samples. XLA's partitioner writes the program that each of
// them runs, with the sums over devices where a mean over samples asks for them. So a step is the same as on one device but for rounding.

// A spread is one array as the devices have it: a copy on each, or each one's part of the first axis.
type spread []*tensors.Tensor

func (s spread) finalize() {
	for _, t := range s {
		t.MustFinalizeAll()
	}
}

// copies of an array, one a device.
func (r *trainer) copies(values []float64, shape ...int) spread {
	s := make(spread, r.Devices)
	for d := range s {
		s[d] = r.tensor(values, shape...)
	}
	return s
}

// parts of an array, of which the devices have as many samples each.
func (r *trainer) parts(values []float64, shape ...int) spread {
	s := make(spread, r.Devices)
	each := len(values) / r.Devices
	shape = append([]int{shape[0] / r.Devices}, shape[1:]...)
	for d := range s {
		s[d] = r.tensor(values[d*each:(d+1)*each], shape...)
	}
	return s
}

// onDevices sees that the backend has as many devices as are asked for, and that they can share a batch.
func (t Training) onDevices(engine compute.Backend) error {
	if have := engine.NumDevices(); t.Devices > have {
		return fmt.Errorf("operator: training on %d devices, and the backend has %d; give at most that many", t.Devices, have)
	}
	if by := t.Parts * t.Devices; t.Batch%by != 0 {
		return fmt.Errorf("operator: batches of %d samples in %d parts on %d devices; give a Batch that is a multiple of %d", t.Batch, t.Parts, t.Devices, by)
	}
	return nil
}

// compiled is an execution on the trainer's devices. Of its arguments the numbers in shared are those whose samples are shared out.
func (r *trainer) compiled(f func(in []*Node) []*Node, count int, shared ...int) (*Exec, error) {
	exec, err := NewExec(r.engine, f)
	if err != nil || r.Devices == 1 {
		return exec, err
	}
	mesh, err := distributed.NewDeviceMesh([]int{r.Devices}, []string{"batch"})
	if err != nil {
		return nil, err
	}
	bySample, err := distributed.BuildSpec(mesh).S("batch").Done()
	if err != nil {
		return nil, err
	}
	specs := make([]*distributed.ShardingSpec, count)
	for i := range specs {
		specs[i] = distributed.NewReplicatedShardingSpec(mesh)
		if slices.Contains(shared, i) {
			specs[i] = bySample
		}
	}
	return exec.AutoSharding(mesh).WithInputShardingSpecs(specs...).WithOutputShardingSpecs(distributed.NewReplicatedShardingSpec(mesh)), nil
}

// call an execution. The first arguments are given away: their memory becomes that of results.
func (r *trainer) call(exec *Exec, given int, args ...spread) ([]spread, error) {
	all := make([]any, 0, r.Devices*len(args))
	for d := range r.Devices {
		for i, a := range args {
			if i >= given {
				all = append(all, a[d])
				continue
			}
			buffer, err := DonateTensorBuffer(a[d], r.engine, compute.DeviceNum(d))
			if err != nil {
				return nil, err
			}
			all = append(all, buffer)
		}
	}
	out, err := exec.Call(all...)
	if err != nil {
		return nil, err
	}
	count := len(out) / r.Devices
	results := make([]spread, count)
	for i := range results {
		for d := range r.Devices {
			results[i] = append(results[i], out[d*count+i])
		}
	}
	return results, nil
}
