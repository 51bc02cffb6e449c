"""Formulários de um instrumento: dados, partícipes, plano, publicação e fim."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError

from adesao import acervo, instrumentos
from adesao.acervo import ComoAcaba, DeQuem, MetaInformada
from adesao.forms.base import FormularioDaImplantacao
from adesao.forms.fluxo import DocumentoSEIField
from adesao.forms.linhas import FormularioDeLinhas, Grupo, nome_do_campo
from adesao.instrumentos import SignatarioInformado
from adesao.models import (
    EtapaDoPlano,
    Instrumento,
    MetaDoPlano,
    PapelDoParticipe,
    PapelNoFluxo,
    Parte,
    Participe,
    Signatario,
    TipoDeInstrumento,
)
from seicidades.comum.campos import CampoCNPJ, CampoProcessoSEI
from seicidades.documentos.forms import ArquivoField
from seicidades.fluxo.forms import CampoDeData, CampoDeTexto
from seicidades.municipios.instalacoes import conferencia_do_estado

DADOS = (
    "tipo",
    "numero",
    "objeto",
    "minuta_em",
    "juridico_em",
    "processo_sei",
    "documento_sei",
    "disponibilizado_em",
    "vigencia_meses",
    "vigente_ate",
)
DO_ADITIVO = ("estende_ate", "muda_plano", "muda_participes")
SO_DO_ORIGINAL = ("vigencia_meses", "vigente_ate")


class DocumentoOpcionalField(DocumentoSEIField):
    def validate(self, value):
        if value:
            super().validate(value)


def _texto(rotulo: str, tamanho: int):
    return lambda numero: forms.CharField(label=f"{rotulo} {numero}", max_length=tamanho)


def _data(rotulo: str):
    return lambda numero: CampoDeData(label=f"{rotulo} {numero}")


class DadosDoInstrumentoForm(FormularioDeLinhas):
    """Da minuta em diante. O que ainda não aconteceu fica em branco."""

    tipo = forms.ModelChoiceField(label="Tipo do documento", queryset=None, empty_label=None)
    numero = forms.CharField(label="Número", max_length=40, required=False)
    objeto = CampoDeTexto(
        label="Objeto", required=False, help_text="Para que serve, em uma ou duas frases."
    )
    estende_ate = CampoDeData(
        label="Leva a validade até", required=False, help_text="Se prorroga o original."
    )
    muda_plano = forms.BooleanField(label="Muda o plano de trabalho", required=False)
    muda_participes = forms.BooleanField(label="Muda os partícipes", required=False)
    minuta_em = CampoDeData(label="Minuta feita em", required=False)
    juridico_em = CampoDeData(label="Enviado à análise jurídica em", required=False)
    processo_sei = CampoProcessoSEI(label="Processo no SEI do Estado", required=False)
    documento_sei = DocumentoOpcionalField(label="Documento no SEI", required=False)
    disponibilizado_em = CampoDeData(
        label="Disponível para assinatura desde",
        required=False,
        help_text="Em branco enquanto for minuta ou estiver em análise.",
    )
    vigencia_meses = forms.IntegerField(
        label="Validade em meses",
        required=False,
        min_value=1,
        help_text="Contada da última assinatura, até 60.",
    )
    vigente_ate = CampoDeData(
        label="Vale até",
        required=False,
        help_text="Só se o documento diz o dia; vale no lugar da conta em meses.",
    )
    grupos = (
        Grupo(
            "assina",
            "Quem assina",
            {
                "id": (lambda n: forms.IntegerField(widget=forms.HiddenInput), "d-none"),
                "nome": (_texto("Nome da pessoa", 150), "col-md-5"),
                "cargo": (_texto("Cargo da pessoa", 120), "col-md-4"),
                "parte": (
                    lambda n: forms.ChoiceField(label=f"A pessoa {n} assina por", choices=Parte),
                    "col-md-3",
                ),
            },
            marca="nome",
            opcionais=frozenset({"id"}),
        ),
    )

    def __init__(
        self,
        *args,
        atual: Instrumento | None = None,
        altera: Instrumento | None = None,
        sucede: Instrumento | None = None,
        **kwargs,
    ):
        self.atual, self.altera, self.sucede = atual, altera, sucede
        super().__init__(*args, **kwargs)
        self.fields["tipo"].queryset = self._tipos()
        self.fields["processo_sei"].conferir = conferencia_do_estado()
        for nome in SO_DO_ORIGINAL if altera else DO_ADITIVO:
            del self.fields[nome]

    def _tipos(self):
        tipos = TipoDeInstrumento.objects.filter(ativo=True)
        if self.altera:
            tipos = tipos.filter(papel_no_fluxo=PapelNoFluxo.OUTRO)
        elif self.sucede:
            tipos = tipos.filter(papel_no_fluxo=self.sucede.tipo.papel_no_fluxo)
        usado = TipoDeInstrumento.objects.filter(pk=self.atual.tipo_id if self.atual else None)
        return tipos | usado

    def conferir(self, dados):
        try:
            acervo.conferir_instrumento(
                self.implantacao, self.atual, dados, altera=self.altera, sucede=self.sucede
            )
        except ValidationError as erro:
            self.add_error(None, erro)
        if dados.get("disponibilizado_em") and dados.get("tipo"):
            self._conferir_quem_assina(acervo.partes_de(dados["tipo"], self.altera))

    def _conferir_quem_assina(self, partes: frozenset[Parte]) -> None:
        try:
            instrumentos.conferir_signatarios(partes, self.informados)
        except ValidationError as erro:
            self.add_error(nome_do_campo(self.grupos[0], 1, "nome"), erro)

    @property
    def informados(self) -> list[SignatarioInformado]:
        ativos = self.atual.signatarios.ativos() if self.atual else Signatario.objects.none()
        conhecidos = set(ativos.values_list("pk", flat=True))
        return [
            SignatarioInformado(
                valores["nome"],
                valores["cargo"] or "",
                valores["parte"] or "",
                valores["id"] if valores["id"] in conhecidos else None,
            )
            for _, valores in self.lidas["assina"]
        ]

    def dados_do_instrumento(self) -> dict:
        nomes = (*DADOS, *DO_ADITIVO)
        return {nome: self.cleaned_data[nome] for nome in nomes if nome in self.fields}

    def avisos(self):
        processo = self.cleaned_data["processo_sei"]
        return list(self.fields["processo_sei"].avisos(processo)) if processo else []

    def disposicao(self):
        partes = [
            Fieldset("Documento", "tipo", "numero", "objeto"),
            *([Fieldset("O que muda", *DO_ADITIVO)] if self.altera else []),
            Fieldset("Minuta e análise jurídica", "minuta_em", "juridico_em"),
            Fieldset("Assinatura", "processo_sei", "documento_sei", "disponibilizado_em"),
        ]
        if not self.altera:
            partes.append(Fieldset("Validade", *SO_DO_ORIGINAL))
        return Layout(*partes, *super().disposicao())


class ParticipesForm(FormularioDeLinhas):
    """As partes, cada uma com quem a representa."""

    grupos = (
        Grupo(
            "participe",
            "Partícipes",
            {
                "nome": (_texto("Nome do partícipe", 150), "col-md-8"),
                "papel": (
                    lambda n: forms.ChoiceField(
                        label=f"Papel do partícipe {n}", choices=PapelDoParticipe
                    ),
                    "col-md-4",
                ),
                "cnpj": (
                    lambda n: CampoCNPJ(label=f"CNPJ do partícipe {n}", max_length=18),
                    "col-md-4",
                ),
                "representante": (_texto("Representante do partícipe", 150), "col-md-4"),
                "cargo": (_texto("Cargo do representante", 120), "col-md-4"),
            },
            marca="nome",
            opcionais=frozenset({"cnpj"}),
            minimo=4,
            ordenavel=True,
        ),
    )

    def conferir(self, dados):
        if not self.lidas["participe"] and not self.errors:
            self.add_error(
                "participe_1_nome", "Informe ao menos um partícipe, com quem o representa."
            )

    @property
    def participes(self) -> list[dict]:
        return [valores for _, valores in self.lidas["participe"]]

    @staticmethod
    def linhas_de(participes: list[Participe]) -> dict[str, list[dict]]:
        nomes = ("nome", "papel", "cnpj", "representante", "cargo")
        return {"participe": [{n: getattr(p, n) for n in nomes} for p in participes]}


class PlanoForm(FormularioDeLinhas):
    """Metas e, para cada uma, o que se faz, por quem e quando."""

    grupos = (
        Grupo(
            "meta",
            "Metas, na ordem",
            {"descricao": (_texto("Meta", 300), "col-12")},
            marca="descricao",
            ordenavel=True,
            citado_em=("etapa", "meta"),
        ),
        Grupo(
            "etapa",
            "Etapas, na ordem",
            {
                "meta": (
                    lambda n: forms.IntegerField(label=f"Meta da etapa {n}", min_value=1),
                    "col-md-2",
                ),
                "descricao": (_texto("Etapa", 300), "col-md-10"),
                "responsavel": (_texto("Responsável pela etapa", 120), "col-md-6"),
                "inicio": (_data("Início da etapa"), "col-md-3"),
                "fim": (_data("Fim da etapa"), "col-md-3"),
            },
            marca="descricao",
            ordenavel=True,
        ),
    )

    def conferir(self, dados):
        metas = {numero for numero, _ in self.lidas["meta"]}
        for numero, etapa in self.lidas["etapa"]:
            if etapa["meta"] and etapa["meta"] not in metas:
                self.add_error(
                    f"etapa_{numero}_meta",
                    f"Não há meta {etapa['meta']} preenchida. Escreva o número de uma das metas.",
                )
            if etapa["inicio"] and etapa["fim"] and etapa["fim"] < etapa["inicio"]:
                self.add_error(
                    f"etapa_{numero}_fim",
                    f"O fim vem antes do início, em {etapa['inicio']:%d/%m/%Y}. Confira as datas.",
                )

    @property
    def metas(self) -> list[MetaInformada]:
        metas = {n: MetaInformada(valores["descricao"]) for n, valores in self.lidas["meta"]}
        for _, etapa in self.lidas["etapa"]:
            dados = {nome: valor for nome, valor in etapa.items() if nome != "meta"}
            metas[etapa["meta"]].etapas.append(dados)
        return list(metas.values())

    @staticmethod
    def linhas_de(metas: list[MetaDoPlano]) -> dict[str, list[dict]]:
        def da_etapa(meta: MetaDoPlano, etapa: EtapaDoPlano) -> dict:
            nomes = ("descricao", "responsavel", "inicio", "fim")
            return {"meta": meta.ordem, **{n: getattr(etapa, n) for n in nomes}}

        return {
            "meta": [{"descricao": meta.descricao} for meta in metas],
            "etapa": [da_etapa(meta, etapa) for meta in metas for etapa in meta.etapas.all()],
        }


class PublicacaoForm(FormularioDaImplantacao):
    veiculo = forms.CharField(label="Veículo", max_length=120)
    publicado_em = CampoDeData(label="Data da publicação")
    secao = forms.CharField(label="Seção", max_length=60, required=False)
    pagina = forms.CharField(label="Página", max_length=20, required=False)
    link = forms.URLField(
        label="Endereço na internet", max_length=500, required=False, assume_scheme="https"
    )
    arquivo = ArquivoField(label="Página publicada", required=False)

    def __init__(self, *args, instrumento: Instrumento, de: DeQuem, **kwargs):
        self.instrumento, self.de = instrumento, de
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        guardado = getattr(acervo.publicacao_de(self.instrumento, self.de), "arquivo", None)
        if not (dados.get("link") or dados.get("arquivo") or guardado or self.errors):
            self.add_error("link", "Informe o endereço da publicação ou anexe a página.")
        instrumentos.conferir_publicacao(self.instrumento, dados.get("publicado_em"))


class FimForm(FormularioDaImplantacao):
    como = forms.ChoiceField(label="Como acaba", choices=ComoAcaba, widget=forms.RadioSelect)
    em = CampoDeData(label="Dia")
    motivo = forms.CharField(label="Motivo", max_length=200, help_text="Não escreva CPF.")

    def __init__(self, *args, instrumento: Instrumento, **kwargs):
        self.instrumento = instrumento
        super().__init__(*args, **kwargs)

    def conferir(self, dados):
        if dados.get("como") and dados.get("em"):
            acervo.conferir_fim(self.instrumento, dados["como"], dados["em"])
