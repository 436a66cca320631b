// A camera as React sees it: opened with the component, closed with it.
import { useEffect, useRef, useState } from "react";
import { nextCamera, openCamera } from "./capture_tools.js";

// camera: opening, on, none. torch: null where this camera has no light. mirrored: shown as in a
// mirror, which is what people expect of a camera that looks at them.
export function useCamera(facesPerson) {
  const video = useRef(null);
  const [which, setWhich] = useState({ front: facesPerson, device: "" });
  const [camera, setCamera] = useState("opening");
  const [torch, setTorch] = useState(null);
  const [mirrored, setMirrored] = useState(facesPerson);
  const track = () => video.current?.srcObject?.getVideoTracks()[0];

  useEffect(() => {
    let over = false;
    let stream = null;
    setCamera("opening");
    openCamera(which.front, which.device).then((opened) => {
      if (over) return opened.getTracks().forEach((one) => one.stop());
      stream = opened;
      video.current.onloadedmetadata = () => !over && setCamera("on");  // before, there is no picture
      video.current.srcObject = stream;
      const faces = track().getSettings().facingMode;
      setMirrored(faces ? faces === "user" : facesPerson);
      setTorch(track().getCapabilities?.().torch ? false : null);
      track().onended = () => !over && setCamera("none");
    }).catch(() => !over && setCamera("none"));
    return () => { over = true; stream?.getTracks().forEach((one) => one.stop()); };
  }, [which]);

  const turn = async () => {
    const device = await nextCamera(track()).catch(() => undefined);
    setWhich((before) => (device ? { ...before, device } : { front: !before.front, device: "" }));
  };
  const shine = () => track().applyConstraints({ advanced: [{ torch: !torch }] })
    .then(() => setTorch(!torch), () => setTorch(null));
  return { video, camera, torch, mirrored, turn, shine };
}
