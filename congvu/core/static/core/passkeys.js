// Passkeys: a form with data-passkey asks the browser for a credential and sends it. `sign-in` fetches the question from the
// form's address, `get` and `create` read it from the JSON block named by data-options.
(() => {
  const webauthn = window.webauthnJSON
  if (!webauthn || !window.PublicKeyCredential) return

  const question = async (form) => {
    if (form.dataset.passkey !== 'sign-in') return JSON.parse(document.getElementById(form.dataset.options).textContent)
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(`passkey question: ${answer.status}`)
    return answer.json()
  }

  const credential = async (form) => {
    const asked = await question(form)
    if (form.dataset.passkey !== 'create') return webauthn.get(asked.request_options)
    const options = asked.creation_options
    const alone = form.elements.passwordless?.checked ?? false
    options.publicKey.authenticatorSelection = {
      ...options.publicKey.authenticatorSelection,
      residentKey: alone ? 'required' : 'discouraged',
      requireResidentKey: alone,
      ...(alone ? { userVerification: 'required' } : {})
    }
    return webauthn.create(options)
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const error = form.querySelector('[data-passkey-error]')
    form.hidden = false
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      error.hidden = true
      try {
        form.elements.credential.value = JSON.stringify(await credential(form))
        HTMLFormElement.prototype.submit.call(form)
      } catch (refusal) {
        error.hidden = false
      }
    })
  }
})()
