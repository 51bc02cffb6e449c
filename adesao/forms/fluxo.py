"""Formulários da adesão. As regras vêm de `servicos`; aqui se diz onde elas doem."""

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from adesao import assinaturas, externos, instrumentos, servicos
from adesao.forms.base import FormularioDaImplantacao
from adesao.instrumentos import SignatarioInformado
from adesao.models import Instrumento, PapelNoFluxo, Parte, Signatario, TipoDeInstrumento
from seicidades.comum.campos import (
    CampoCEP,
    CampoCNPJ,
    CampoProcessoSEI,
    CampoTelefone,
    dica_com_aviso,
)
from seicidades.comum.formatos import so_digitos
from seicidades.comum.validadores import aviso_do_email
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto
from seicidades.municipios.instalacoes import conferencia_do_estado

LINHAS_EM_BRANCO = 1
LINHAS_NO_COMECO = {PapelNoFluxo.ABRE: 2, PapelNoFluxo.ACORDO: 4}
MAXIMO_DE_LINHAS = 40


class PrefeituraForm(FormularioDaImplantacao):
    cnpj = CampoCNPJ(
        label="CNPJ", max_length=18, help_text="Como no cartão do CNPJ; aceita letras e números."
    )
    email = forms.EmailField(
        label="E-mail institucional",
        help_text="O da prefeitura ou do gabinete, não o de uma pessoa.",
    )
    telefone = CampoTelefone(label="Telefone", help_text="Com DDD; pode ter ramal.")
    cep = CampoCEP(label="CEP")
    logradouro = forms.CharField(label="Rua, avenida ou praça", max_length=120)
    numero = forms.CharField(label="Número", max_length=10, required=False)
    complemento = forms.CharField(label="Complemento", max_length=60, required=False)
    bairro = forms.CharField(label="Bairro", max_length=80)

    def conferir(self, dados):
        if cnpj := dados.get("cnpj"):
            servicos.conferir_cnpj(self.implantacao, cnpj)

    def avisos(self):
        return [aviso for aviso in (aviso_do_email(self.cleaned_data["email"]),) if aviso]

    def disposicao(self):
        return Layout(
            Fieldset("Identificação e contato", "cnpj", "email", "telefone"),
            Fieldset("Endereço", "cep", "logradouro", "numero", "complemento", "bairro"),
        )


class RepresentanteForm(FormularioDaImplantacao):
    """Corrige quem está no cargo ou registra o primeiro."""

    nome = forms.CharField(
        label="Nome completo", max_length=150, help_text="Como deve sair nos documentos."
    )
    nome_social = forms.CharField(
        label="Nome social", max_length=150, required=False, help_text="Se usa."
    )
    cargo = forms.CharField(
        label="Cargo",
        max_length=80,
        help_text="Prefeita, Prefeito ou quem está no exercício do cargo.",
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="Será o login no SEI do Estado. Use um endereço que só essa pessoa lê.",
    )
    mandato_inicio = CampoDeData(label="Início do mandato")
    mandato_fim = CampoDeData(
        label="Fim do mandato", help_text="Se houve reeleição, o fim do segundo mandato."
    )

    def conferir(self, dados):
        atual = servicos.representante_atual(self.implantacao)
        servicos.conferir_representante(atual, dados)


class TrocaDeRepresentanteForm(RepresentanteForm):
    """Registra a posse de outra pessoa."""

    def conferir(self, dados):
        servicos.conferir_troca(servicos.representante_atual(self.implantacao), dados)

    def avisos(self):
        """Assinatura de quem saiu com dia que já é do mandato de quem entra."""
        return servicos.assinaturas_fora_do_mandato(self.implantacao)


class DeQuemAssinaForm(FormularioDaImplantacao):
    """Base: sabe de que pessoa é o cadastro."""

    def __init__(self, *args, quem, **kwargs):
        self.quem = quem
        super().__init__(*args, **kwargs)


class PedidoForm(DeQuemAssinaForm):
    pedido_em = CampoDeData(
        label="Dia do pedido", help_text="Quando o formulário foi enviado no SEI do Estado."
    )
    comprovante = ArquivoField(label="Comprovante do pedido", required=False)

    def conferir(self, dados):
        externos.conferir_pedido(self.quem, dados.get("pedido_em"))


class LiberacaoForm(DeQuemAssinaForm):
    liberado_em = CampoDeData(
        label="Dia da liberação", help_text="Quando a situação passou de pendente a liberado."
    )
    desativado_em = CampoDeData(
        label="Dia da desativação",
        required=False,
        help_text="Só se o cadastro foi desativado no SEI do Estado. Em branco, está ativo.",
    )

    def conferir(self, dados):
        liberado_em = dados.get("liberado_em")
        externos.conferir_liberacao(self.quem, liberado_em)
        externos.conferir_desativacao(liberado_em, dados.get("desativado_em"))


class DocumentoSEIField(forms.CharField):
    """Número do documento no SEI: guarda só os algarismos."""

    def to_python(self, value):
        return so_digitos(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        if not 5 <= len(value) <= 12:
            raise ValidationError(
                "O número do documento tem de 5 a 12 algarismos. Copie da árvore do processo."
            )


class InstrumentoForm(FormularioDaImplantacao):
    """Termo ou acordo, com uma linha para cada pessoa que assina.

    Linha em branco não conta; apagar o nome de quem não assinou tira a pessoa.
    """

    tipo = forms.ModelChoiceField(label="Tipo do documento", queryset=None, empty_label=None)
    numero = forms.CharField(
        label="Número", max_length=40, required=False, help_text="Se tiver, por exemplo 12/2026."
    )
    processo_sei = CampoProcessoSEI(
        label="Processo no SEI do Estado", help_text="Como aparece no SEI, com pontos e traço."
    )
    documento_sei = DocumentoSEIField(
        label="Documento no SEI",
        help_text="O número ao lado do nome do documento, na árvore do processo.",
    )
    disponibilizado_em = CampoDeData(
        label="Disponível para assinatura desde",
        help_text="O dia em que a assinatura externa foi liberada.",
    )
    validade_dias_uteis = forms.IntegerField(
        label="A liberação vale por quantos dias úteis",
        required=False,
        min_value=1,
        max_value=assinaturas.VALIDADE_MAXIMA_DIAS_UTEIS,
        help_text="Como no SEI. Passado esse prazo, a vez é da Prodesp, que libera de novo.",
    )
    objeto = CampoDeTexto(
        label="Objeto", required=False, help_text="Para que serve, em uma ou duas frases."
    )
    vigencia_meses = forms.IntegerField(
        label="Validade em meses",
        required=False,
        min_value=1,
        help_text="Contada da última assinatura, até 60. Lembramos 180, 90 e 30 dias antes.",
    )
    vigente_ate = CampoDeData(
        label="Vale até",
        required=False,
        help_text="Só se o documento diz o dia; vale no lugar da conta em meses.",
    )

    def __init__(self, *args, papel, instrumento: Instrumento | None, **kwargs):
        self.papel, self.instrumento = papel, instrumento
        super().__init__(*args, **kwargs)
        tipos = TipoDeInstrumento.objects.filter(papel_no_fluxo=papel)
        usados = tipos.filter(pk=instrumento.tipo_id) if instrumento else tipos.none()
        self.fields["tipo"].queryset = tipos.filter(ativo=True) | usados
        self.fields["processo_sei"].conferir = conferencia_do_estado()
        self.signatarios = (
            list(instrumento.signatarios.ativos().order_by("ordem")) if instrumento else []
        )
        self.linhas = self._contar_linhas()
        for numero in range(1, self.linhas + 1):
            self._acrescentar_linha(numero)

    def _contar_linhas(self) -> int:
        minimo = max(LINHAS_NO_COMECO[self.papel], len(self.signatarios) + LINHAS_EM_BRANCO)
        enviadas = [
            int(numero)
            for chave in self.data
            if chave.startswith("signatario_")
            and (numero := chave.split("_")[1]).isdecimal()
            and len(numero) < 4
        ]
        return min(max([minimo, *enviadas]), MAXIMO_DE_LINHAS)

    def _acrescentar_linha(self, numero: int) -> None:
        atual = self.signatarios[numero - 1] if numero <= len(self.signatarios) else None
        prefixo = f"signatario_{numero}"
        campos = {
            "id": forms.IntegerField(required=False, widget=forms.HiddenInput),
            "nome": forms.CharField(label=f"Nome da {numero}ª pessoa", max_length=150),
            "cargo": forms.CharField(label=f"Cargo da {numero}ª pessoa", max_length=120),
            "parte": forms.ChoiceField(label=f"A {numero}ª assina por", choices=Parte),
        }
        for nome, campo in campos.items():
            campo.required = False
            campo.initial = self._valor_inicial(nome, atual)
            self.fields[f"{prefixo}_{nome}"] = campo

    def _valor_inicial(self, nome: str, atual: Signatario | None):
        if atual is None:
            return None
        return atual.pk if nome == "id" else getattr(atual, nome)

    def _campos_da_linha(self, numero: int) -> list[str]:
        return [f"signatario_{numero}_{nome}" for nome in ("id", "nome", "cargo", "parte")]

    def clean(self):
        dados = forms.Form.clean(self)
        self.informados = self._ler_linhas(dados)
        self._apontar(None, instrumentos.conferir_instrumento, self.implantacao, self.papel, dados)
        partes = dados["tipo"].partes if dados.get("tipo") else ()
        self._apontar(
            "signatario_1_nome", instrumentos.conferir_signatarios, partes, self.informados
        )
        return dados

    def _apontar(self, campo: str | None, regra, *args) -> None:
        try:
            regra(*args)
        except ValidationError as erro:
            self.add_error(campo, erro)

    def _ler_linhas(self, dados) -> list[SignatarioInformado]:
        conhecidos = {s.pk for s in self.signatarios}
        informados = []
        for numero in range(1, self.linhas + 1):
            pk, nome, cargo, parte = (dados.get(campo) for campo in self._campos_da_linha(numero))
            if not nome:
                if cargo:
                    self.add_error(
                        f"signatario_{numero}_nome", "Informe o nome, ou apague também o cargo."
                    )
                continue
            if not cargo:
                self.add_error(f"signatario_{numero}_cargo", "Informe o cargo de quem assina.")
            pk = pk if pk in conhecidos else None
            informados.append(SignatarioInformado(nome, cargo or "", parte or "", pk))
        return informados

    def dados_do_instrumento(self) -> dict:
        return {campo: self.cleaned_data[campo] for campo in instrumentos.CAMPOS}

    def avisos(self):
        return list(self.fields["processo_sei"].avisos(self.cleaned_data["processo_sei"]))

    def disposicao(self):
        linhas = [self._disposicao_da_linha(numero) for numero in range(1, self.linhas + 1)]
        return Layout(
            Fieldset(
                "Documento",
                "tipo",
                "numero",
                "processo_sei",
                "documento_sei",
                "disponibilizado_em",
                "validade_dias_uteis",
            ),
            Fieldset("Objeto e validade", "objeto", "vigencia_meses", "vigente_ate"),
            Fieldset("Quem assina", *linhas),
        )

    def _disposicao_da_linha(self, numero: int):
        pk, nome, cargo, parte = self._campos_da_linha(numero)
        return Row(
            pk,
            Column(nome, css_class="col-md-5"),
            Column(cargo, css_class="col-md-4"),
            Column(parte, css_class="col-md-3"),
            css_class="align-items-end",
        )


class CancelamentoForm(FormularioDaImplantacao):
    cancelado_em = CampoDeData(label="Dia do cancelamento")
    motivo = forms.CharField(label="Motivo", max_length=200)


class AssinaturasForm(FormularioDaImplantacao):
    """Uma data para cada pessoa de uma parte. Em branco, ainda não assinou."""

    comprovante = ArquivoField(
        label="Cópia do documento assinado",
        required=False,
        help_text="Se tiver. PDF ou imagem da tela do SEI com as assinaturas, até 20 MB.",
    )

    def __init__(self, *args, instrumento: Instrumento | None, parte: Parte, **kwargs):
        self.instrumento = instrumento
        super().__init__(*args, **kwargs)
        self.signatarios = instrumentos.signatarios_da_parte(instrumento, parte)
        datas = {}
        for signatario in self.signatarios:
            datas[self.campo(signatario)] = CampoDeData(
                label=f"{signatario.nome} assinou em",
                help_text=f"{signatario.cargo}. Deixe em branco se ainda não assinou.",
                required=False,
                initial=signatario.assinado_em,
            )
        self.fields = datas | self.fields
        for signatario in self.signatarios:
            aviso = assinaturas.aviso_do_mandato(signatario, signatario.assinado_em)
            campo = self.fields[self.campo(signatario)]
            campo.help_text = dica_com_aviso(campo.help_text, [aviso]) if aviso else campo.help_text

    def avisos(self):
        avisos = [
            assinaturas.aviso_do_mandato(s, self.cleaned_data[self.campo(s)])
            for s in self.signatarios
        ]
        return [aviso for aviso in avisos if aviso]

    @staticmethod
    def campo(signatario: Signatario) -> str:
        return f"assinado_em_{signatario.pk}"

    def conferir(self, dados):
        if not self.signatarios:
            raise ValidationError(
                "Ainda não há documento disponível para esta parte assinar. Quando a Prodesp o "
                "disponibilizar, os nomes aparecem aqui."
            )
        for signatario in self.signatarios:
            campo = self.campo(signatario)
            try:
                instrumentos.conferir_assinatura(self.instrumento, campo, dados.get(campo))
                assinaturas.conferir_liberacao_valida(signatario, campo, dados.get(campo))
            except ValidationError as erro:
                self.add_error(None, erro)

    def datas(self) -> dict:
        return {s.pk: self.cleaned_data[self.campo(s)] for s in self.signatarios}


class ExtratoForm(FormularioDaImplantacao):
    veiculo = forms.CharField(
        label="Veículo", max_length=120, initial="Diário Oficial do Estado de São Paulo"
    )
    publicado_em = CampoDeData(label="Data da publicação")
    secao = forms.CharField(label="Seção", max_length=60, required=False)
    pagina = forms.CharField(label="Página", max_length=20, required=False)
    link = forms.URLField(
        label="Endereço na internet",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="O da página do diário. Ou anexe a página abaixo.",
    )
    arquivo = ArquivoField(label="Página publicada", required=False)

    def __init__(self, *args, acordo: Instrumento | None, **kwargs):
        self.acordo = acordo
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        guardado = getattr(getattr(self.acordo, "publicacao", None), "arquivo", None)
        if not (dados.get("link") or dados.get("arquivo") or guardado or self.errors):
            self.add_error("link", "Informe o endereço da publicação ou anexe a página.")
        instrumentos.conferir_publicacao(self.acordo, dados.get("publicado_em"))
