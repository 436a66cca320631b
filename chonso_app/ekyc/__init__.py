"""Who is it: three pictures, read and compared for real, before an agent looks at them."""
