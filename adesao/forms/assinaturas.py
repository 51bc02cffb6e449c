"""Formulários de uma assinatura: o passo que aconteceu, e a conferência no SEI."""

from crispy_forms.layout import Fieldset, Layout
from django import forms

from adesao import assinaturas
from adesao.estados import Passo
from adesao.forms.base import FormularioDaImplantacao
from adesao.models import NivelDeAssinatura, Signatario
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData

O_QUE_HOUVE = (
    (Passo.LIBERADA.value, "A assinatura foi liberada, ou liberada de novo"),
    (Passo.VISUALIZADA.value, "A pessoa abriu o documento"),
    (Passo.CANCELADA.value, "A liberação foi cancelada"),
    (Passo.DESFEITO.value, "O último registro está errado: desfazer"),
)


class PassoForm(FormularioDaImplantacao):
    passo = forms.ChoiceField(
        label="O que aconteceu", choices=O_QUE_HOUVE, widget=forms.RadioSelect
    )
    ocorreu_em = CampoDeData(label="Dia")
    validade_dias_uteis = forms.IntegerField(
        label="A liberação vale por quantos dias úteis",
        required=False,
        min_value=1,
        max_value=assinaturas.VALIDADE_MAXIMA_DIAS_UTEIS,
        help_text="Só para a liberação, como no SEI.",
    )
    vale_ate = CampoDeData(
        label="Ou vale até", required=False, help_text="Se o SEI mostra o último dia."
    )
    comprovante = ArquivoField(label="Comprovante", required=False)

    def __init__(self, *args, signatario: Signatario, **kwargs):
        self.signatario = signatario
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        passo = dados.get("passo")
        if passo is None:
            return
        if passo != Passo.LIBERADA:
            dados["validade_dias_uteis"] = dados["vale_ate"] = None
        if dados.get("ocorreu_em") is None:
            return
        assinaturas.conferir_passo(self.signatario, Passo(passo), dados)


class AssinouForm(FormularioDaImplantacao):
    """Só o dia em que a pessoa assinou."""

    ocorreu_em = CampoDeData(label="Assinou em")
    comprovante = ArquivoField(
        label="Cópia do documento assinado", required=False, help_text="Se tiver, até 20 MB."
    )

    def __init__(self, *args, signatario: Signatario, **kwargs):
        self.signatario = signatario
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        if dados.get("ocorreu_em"):
            assinaturas.conferir_passo(self.signatario, Passo.ASSINADA, dados)

    def avisos(self):
        aviso = assinaturas.aviso_do_mandato(self.signatario, self.cleaned_data["ocorreu_em"])
        return [aviso] if aviso else []


class ConferenciaForm(FormularioDaImplantacao):
    nivel = forms.ChoiceField(
        label="Nível da assinatura",
        choices=[("", "não informado"), *NivelDeAssinatura.choices],
        required=False,
        help_text="Como o SEI o mostra. Simples é senha; avançada, gov.br prata ou ouro; "
        "qualificada, certificado ICP-Brasil.",
    )
    codigo_verificador = forms.CharField(
        label="Código verificador",
        max_length=10,
        required=False,
        help_text="Em geral sete algarismos, no pé do documento.",
    )
    crc = forms.CharField(
        label="Código CRC",
        max_length=8,
        required=False,
        help_text="Oito caracteres, ao lado do verificador.",
    )
    conferido_em = CampoDeData(
        label="Conferido no SEI em",
        required=False,
        help_text="O dia em que você abriu a página de conferência. Fica com o seu nome.",
    )

    def __init__(self, *args, signatario: Signatario, **kwargs):
        self.signatario = signatario
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        assinaturas.conferir_codigos(self.signatario, dados)

    def disposicao(self):
        return Layout(
            Fieldset("Assinatura", "nivel"),
            Fieldset("Códigos e conferência", "codigo_verificador", "crc", "conferido_em"),
        )
