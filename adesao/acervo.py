"""A vida dos instrumentos: minuta, aditivo, renovação, partícipes, plano, publicação e fim.

Como em `servicos`, quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from adesao.estados import (
    EM_VIGOR,
    MESES_NO_MAXIMO,
    EstadoDoInstrumento,
    somar_meses,
)
from adesao.instrumentos import (
    SignatarioInformado,
    conferir_dados,
    conferir_publicacao,
    conferir_signatarios,
    conferir_termo_antes,
    instrumento_do_fluxo,
    refazer_signatarios,
    ultima_assinatura,
)
from adesao.marcas import estado_de, fim_de
from adesao.models import (
    EtapaDoPlano,
    Instrumento,
    MetaDoPlano,
    PapelNoFluxo,
    Parte,
    Participe,
    PublicacaoDoExtrato,
    PublicacaoDoMunicipio,
    TipoDeInstrumento,
)
from adesao.regras import recusar_anterior, recusar_futura, salvar
from seicidades.comum.formatos import data_curta

FIRMADOS = EM_VIGOR | {EstadoDoInstrumento.ASSINADO, EstadoDoInstrumento.PUBLICADO}


class DeQuem(TextChoices):
    """Quem publicou."""

    ESTADO = "estado", "o Estado, no diário dele"
    MUNICIPIO = "municipio", "o município, no diário dele"


class ComoAcaba(TextChoices):
    CANCELADO = "cancelado", "cancelado: não chegou a valer, ou foi refeito"
    RESCINDIDO = "rescindido", "rescindido: valia e as partes o encerraram"


PUBLICACOES = {DeQuem.ESTADO: PublicacaoDoExtrato, DeQuem.MUNICIPIO: PublicacaoDoMunicipio}
ACESSO = {DeQuem.ESTADO: "publicacao", DeQuem.MUNICIPIO: "publicacao_do_municipio"}


# --- Dados


def conferir_instrumento(
    implantacao, atual: Instrumento | None, dados: Mapping, *, altera=None, sucede=None
) -> None:
    """Confere os dados de um instrumento, novo ou não.

    Raises:
        ValidationError: no campo a corrigir.
    """
    conferir_dados(atual, dados)
    _conferir_marcas(dados)
    tipo = dados.get("tipo") or (atual.tipo if atual else None)
    if altera:
        _conferir_aditivo(altera, tipo, dados, novo=atual is None)
    elif sucede:
        _conferir_renovacao(sucede, tipo, atual)
    elif tipo and tipo.papel_no_fluxo != PapelNoFluxo.OUTRO:
        _conferir_da_etapa(implantacao, atual, tipo, dados)


def _conferir_marcas(dados: Mapping) -> None:
    """Minuta, jurídico e disponibilização, nesta ordem."""
    minuta, juridico = dados.get("minuta_em"), dados.get("juridico_em")
    recusar_futura("minuta_em", minuta, "a minuta")
    recusar_futura("juridico_em", juridico, "o envio à análise jurídica")
    recusar_anterior("juridico_em", juridico, minuta, "da minuta")
    disponivel = dados.get("disponibilizado_em")
    recusar_anterior("disponibilizado_em", disponivel, minuta, "da minuta")
    recusar_anterior("disponibilizado_em", disponivel, juridico, "do envio à análise jurídica")
    for campo, nome in (("processo_sei", "o processo"), ("documento_sei", "o documento")):
        if disponivel and not dados.get(campo):
            raise ValidationError({campo: f"Para disponibilizar, informe {nome} no SEI do Estado."})


def _conferir_da_etapa(implantacao, atual, tipo, dados: Mapping) -> None:
    existente = instrumento_do_fluxo(implantacao, tipo.papel_no_fluxo)
    if existente and (atual is None or existente.pk != atual.pk):
        raise ValidationError(
            {
                "tipo": f"Já há {existente}. Para mudá-lo, faça um aditivo; para outro período, "
                "uma renovação; se foi refeito, cancele-o antes."
            }
        )
    if tipo.papel_no_fluxo == PapelNoFluxo.ACORDO and dados.get("disponibilizado_em"):
        conferir_termo_antes(implantacao, dados)


def _conferir_aditivo(original: Instrumento, tipo, dados: Mapping, *, novo: bool) -> None:
    if tipo and tipo.papel_no_fluxo != PapelNoFluxo.OUTRO:
        raise ValidationError({"tipo": f"{tipo} não altera outro instrumento. Escolha um aditivo."})
    if novo and estado_de(original) not in FIRMADOS:
        raise ValidationError(
            f"{original} está como “{estado_de(original).rotulo}”. Só se altera o que todos já "
            "assinaram e ainda vale; se acabou, faça uma renovação."
        )
    ate = dados.get("estende_ate")
    if not (ate or dados.get("muda_plano") or dados.get("muda_participes")):
        raise ValidationError(
            {"estende_ate": "Diga o que o aditivo muda: a validade, o plano ou os partícipes."}
        )
    if ate:
        _conferir_extensao(original, ate)


def _conferir_extensao(original: Instrumento, ate: date) -> None:
    fim, assinado_em = fim_de(original), ultima_assinatura(original)
    if fim is None:
        raise ValidationError(
            {"estende_ate": f"{original} não tem validade informada. Informe-a antes."}
        )
    if ate <= fim and not original.aditivos.filter(estende_ate=ate).exists():
        raise ValidationError(
            {
                "estende_ate": f"{original} já vale até {data_curta(fim)}. "
                "A prorrogação leva a um dia depois desse."
            }
        )
    limite = somar_meses(assinado_em, MESES_NO_MAXIMO) if assinado_em else None
    if limite and ate > limite:
        raise ValidationError(
            {
                "estende_ate": f"{data_curta(ate)} passa de cinco anos contados da assinatura, que "
                f"acabam em {data_curta(limite)}. Depois disso, só com um instrumento novo."
            }
        )


def _conferir_renovacao(original: Instrumento, tipo, atual: Instrumento | None) -> None:
    if tipo and tipo.papel_no_fluxo == PapelNoFluxo.OUTRO:
        raise ValidationError({"tipo": f"{tipo} não renova um instrumento. Escolha outro tipo."})
    outro = original.sucessores.vigentes().exclude(pk=atual.pk if atual else None).first()
    if outro:
        raise ValidationError(f"A renovação de {original} já foi começada: {outro}.")
    if atual is None and ultima_assinatura(original) is None:
        raise ValidationError(
            f"Falta assinatura em {original}. Só se renova o que já foi assinado por todos."
        )


def registrar(
    implantacao,
    atual: Instrumento | None,
    signatarios: Iterable[SignatarioInformado],
    *,
    altera: Instrumento | None = None,
    sucede: Instrumento | None = None,
    **dados,
) -> Instrumento:
    """Cria ou corrige um instrumento em qualquer altura, da minuta em diante."""
    signatarios = list(signatarios)
    conferir_instrumento(implantacao, atual, dados, altera=altera, sucede=sucede)
    if dados.get("disponibilizado_em"):
        tipo = dados.get("tipo") or atual.tipo
        conferir_signatarios(partes_de(tipo, altera), signatarios)
    novo = Instrumento(implantacao=implantacao, altera=altera, sucede=sucede)
    instrumento = salvar(atual or novo, dados)
    refazer_signatarios(instrumento, signatarios)
    return instrumento


def partes_de(tipo: TipoDeInstrumento, altera: Instrumento | None) -> frozenset[Parte]:
    """As que têm de assinar; o que altera outro pede também as dele."""
    return tipo.partes | (altera.partes if altera else frozenset())


# --- Partícipes e plano de trabalho


def definir_participes(instrumento: Instrumento, linhas: Iterable[Mapping]) -> list[Participe]:
    """A lista de partícipes passa a ser esta.

    Raises:
        ValidationError: sem partícipe algum, ou partícipe sem quem o represente.
    """
    linhas = list(linhas)
    if not linhas:
        raise ValidationError("Informe ao menos um partícipe, com quem o representa.")
    instrumento.participes.all().delete()
    return [
        salvar(Participe(instrumento=instrumento, ordem=ordem), linha)
        for ordem, linha in enumerate(linhas, start=1)
    ]


@dataclass
class MetaInformada:
    """Uma meta e as etapas dela, como vieram do formulário."""

    descricao: str
    etapas: list[Mapping] = field(default_factory=list)


def definir_plano(instrumento: Instrumento, metas: Iterable[MetaInformada]) -> None:
    """O plano de trabalho passa a ser este.

    Raises:
        ValidationError: com data fora de ordem.
    """
    instrumento.metas.all().delete()
    for ordem, informada in enumerate(metas, start=1):
        nova = MetaDoPlano(instrumento=instrumento, ordem=ordem)
        meta = salvar(nova, {"descricao": informada.descricao})
        for ordem_da_etapa, etapa in enumerate(informada.etapas, start=1):
            salvar(EtapaDoPlano(meta=meta, ordem=ordem_da_etapa), etapa)


# --- Publicação e fim


def publicacao_de(instrumento: Instrumento, de: str):
    return getattr(instrumento, ACESSO[DeQuem(de)], None)


def publicar(instrumento: Instrumento, de: str, *, arquivo=None, **dados):
    """Registra onde saiu, no diário do Estado ou no do município."""
    conferir_publicacao(instrumento, dados.get("publicado_em"))
    publicacao = publicacao_de(instrumento, de) or PUBLICACOES[DeQuem(de)](instrumento=instrumento)
    return salvar(publicacao, {**dados, "arquivo": arquivo or publicacao.arquivo})


def conferir_fim(instrumento: Instrumento, como: str, em: date | None) -> None:
    """Raises:
    ValidationError: o que não se assinou não se rescinde; o que já acabou não acaba de novo.
    """
    if instrumento.cancelado_em or instrumento.rescindido_em:
        raise ValidationError(f"{instrumento} já se encerrou. Nada muda.")
    recusar_futura("em", em, "o encerramento")
    recusar_anterior("em", em, instrumento.disponibilizado_em, "de o documento estar disponível")
    assinado_em = ultima_assinatura(instrumento)
    if como == ComoAcaba.RESCINDIDO and assinado_em is None:
        raise ValidationError(
            {"como": "Falta assinatura: o que ainda não valia não se rescinde, cancela-se."}
        )
    if como == ComoAcaba.RESCINDIDO:
        recusar_anterior("em", em, assinado_em, "da última assinatura")
    if como == ComoAcaba.CANCELADO:
        _conferir_sem_dependentes(instrumento)


def _conferir_sem_dependentes(instrumento: Instrumento) -> None:
    dependentes = [*instrumento.aditivos.vigentes(), *instrumento.sucessores.vigentes()]
    if instrumento.tipo.papel_no_fluxo == PapelNoFluxo.ABRE:
        acordo = instrumento_do_fluxo(instrumento.implantacao, PapelNoFluxo.ACORDO)
        dependentes += [acordo] if acordo else []
    if dependentes:
        raise ValidationError(f"{dependentes[0]} depende deste instrumento. Cancele-o antes.")


def encerrar(instrumento: Instrumento, como: str, *, em: date, motivo: str) -> Instrumento:
    """Cancela ou rescinde. O que foi assinado fica na história."""
    conferir_fim(instrumento, como, em)
    if como == ComoAcaba.CANCELADO:
        return salvar(instrumento, {"cancelado_em": em, "motivo_do_cancelamento": motivo})
    return salvar(instrumento, {"rescindido_em": em, "motivo_da_rescisao": motivo})
