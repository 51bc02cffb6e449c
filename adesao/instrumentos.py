"""Regras dos instrumentos: o termo antes do acordo, quem assina e o que se publica.

Como em `servicos`, quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from adesao.models import Instrumento, PapelNoFluxo, Parte, PublicacaoDoExtrato, Signatario
from adesao.servicos import recusar_futura, salvar
from seicidades.comum.formatos import data_curta
from seicidades.municipios.instalacoes import conferencia_do_estado

CAMPOS = ("tipo", "numero", "processo_sei", "documento_sei", "disponibilizado_em", "vigente_ate")


@dataclass(frozen=True)
class SignatarioInformado:
    """Uma linha da lista de quem assina, como veio do formulário."""

    nome: str
    cargo: str
    parte: str
    pk: int | None = None


# --- Instrumentos -----------------------------------------------------------------------


def instrumento_do_fluxo(implantacao, papel: PapelNoFluxo) -> Instrumento | None:
    """O instrumento vigente que faz as vezes de termo ou de acordo."""
    return (
        implantacao.adesao_instrumentos.vigentes()
        .do_fluxo(papel)
        .select_related("tipo", "publicacao")
        .order_by("-disponibilizado_em", "-pk")
        .first()
    )


def ultima_assinatura(instrumento: Instrumento | None, *partes: Parte) -> date | None:
    """A data que completa as assinaturas das partes (todas, se nenhuma for dita)."""
    if instrumento is None:
        return None
    signatarios = instrumento.signatarios.all()
    datas = [s.assinado_em for s in signatarios if not partes or s.parte in partes]
    return max(datas) if datas and all(datas) else None


def conferir_termo_antes(implantacao, dados: Mapping) -> None:
    """Nada de acordo antes do termo assinado pelo município.

    Raises:
        ValidationError: sem termo assinado, ou com data anterior à assinatura.
    """
    termo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ABRE)
    assinado_em = ultima_assinatura(termo, Parte.MUNICIPIO)
    if assinado_em is None:
        raise ValidationError(
            "O acordo só é disponibilizado depois de o município assinar o termo de adesão. "
            "Registre antes a assinatura do termo."
        )
    dia = dados.get("disponibilizado_em")
    if dia and dia < assinado_em:
        raise ValidationError(
            {
                "disponibilizado_em": f"{data_curta(dia)} vem antes da assinatura do termo, em "
                f"{data_curta(assinado_em)}. O acordo é disponibilizado depois dela."
            }
        )


def conferir_signatarios(papel: PapelNoFluxo, signatarios: Iterable[SignatarioInformado]) -> None:
    signatarios = list(signatarios)
    partes = {s.parte for s in signatarios}
    if Parte.MUNICIPIO not in partes:
        raise ValidationError("Informe ao menos uma pessoa que assina pelo município.")
    if papel == PapelNoFluxo.ACORDO and partes == {Parte.MUNICIPIO}:
        raise ValidationError("Informe quem assina o acordo pela SGGD ou pela Prodesp.")
    vistos = set()
    for signatario in signatarios:
        chave = (signatario.parte, signatario.nome.lower())
        if chave in vistos:
            raise ValidationError(
                f"{signatario.nome} aparece duas vezes pela mesma parte. Deixe só uma linha."
            )
        vistos.add(chave)


def conferir_instrumento(implantacao, papel: PapelNoFluxo, dados: Mapping) -> None:
    """Confere datas e números de um termo ou acordo.

    Raises:
        ValidationError: no campo a corrigir.
    """
    dia = dados.get("disponibilizado_em")
    _conferir_validade(dia, dados.get("vigente_ate"))
    recusar_futura("disponibilizado_em", dia, "a disponibilização")
    _conferir_processo(dados.get("processo_sei"))
    if papel == PapelNoFluxo.ACORDO:
        conferir_termo_antes(implantacao, dados)
    atual = instrumento_do_fluxo(implantacao, papel)
    _conferir_documento_unico(atual, dados.get("documento_sei"))
    assinaturas = [s.assinado_em for s in atual.signatarios.all() if s.assinado_em] if atual else []
    if dia and assinaturas and min(assinaturas) < dia:
        raise ValidationError(
            {
                "disponibilizado_em": "Há assinatura registrada em "
                f"{data_curta(min(assinaturas))}, antes dessa data. Confira as duas."
            }
        )


def _conferir_validade(dia: date | None, vigente_ate: date | None) -> None:
    if dia and vigente_ate and vigente_ate < dia:
        raise ValidationError(
            {
                "vigente_ate": "A validade acaba antes de o documento ficar disponível, em "
                f"{data_curta(dia)}. Confira as duas datas."
            }
        )


def _conferir_processo(numero: str | None) -> None:
    """O que a instalação do Estado recusa; o que ela só estranha é dito no formulário."""
    if numero and (erros := conferencia_do_estado()(numero).erros):
        raise ValidationError({"processo_sei": list(erros)})


def _conferir_documento_unico(atual: Instrumento | None, documento_sei: str | None) -> None:
    if not documento_sei:
        return
    iguais = Instrumento.objects.vigentes().filter(documento_sei=documento_sei)
    if iguais.exclude(pk=atual.pk if atual else None).exists():
        raise ValidationError(
            {
                "documento_sei": "Este número de documento já está em outro instrumento, talvez "
                "de outra cidade. Confira o número na árvore do processo."
            }
        )


def registrar_instrumento(
    implantacao, papel: PapelNoFluxo, signatarios: Iterable[SignatarioInformado], **dados
) -> Instrumento:
    """Registra o termo ou o acordo com quem assina; de novo, corrige o que já há.

    A linha que traz `pk` corrige um signatário, com a assinatura que ele já tem.
    """
    signatarios = list(signatarios)
    if dados["tipo"].papel_no_fluxo != papel:
        raise ValidationError({"tipo": f"{dados['tipo']} não serve para este item. Escolha outro."})
    conferir_signatarios(papel, signatarios)
    conferir_instrumento(implantacao, papel, dados)
    instrumento = instrumento_do_fluxo(implantacao, papel) or Instrumento(implantacao=implantacao)
    salvar(instrumento, dados)
    _refazer_signatarios(instrumento, signatarios)
    return instrumento


def _refazer_signatarios(instrumento, informados: list[SignatarioInformado]) -> None:
    antigos = {s.pk: s for s in instrumento.signatarios.all()}
    linhas = [(antigos.pop(i.pk, None), i) for i in informados]
    for sobra in antigos.values():
        _retirar_signatario(sobra)
    for ordem, (antigo, informado) in enumerate(linhas, start=1):
        signatario = antigo or Signatario(instrumento=instrumento)
        signatario.ordem, signatario.nome = ordem, informado.nome
        signatario.cargo, signatario.parte = informado.cargo, informado.parte
        signatario.save()


def _retirar_signatario(signatario: Signatario) -> None:
    if signatario.assinado_em:
        raise ValidationError(
            f"{signatario.nome} já assinou em {data_curta(signatario.assinado_em)} e não pode "
            "sair da lista. Se a data está errada, corrija antes na página das assinaturas."
        )
    signatario.delete()


def cancelar_instrumento(implantacao, papel: PapelNoFluxo, *, em: date, motivo: str) -> Instrumento:
    """Tira de uso um instrumento que não vale mais; as assinaturas ficam na história."""
    instrumento = instrumento_do_fluxo(implantacao, papel)
    if instrumento is None:
        raise ValidationError("Não há instrumento em uso para cancelar.")
    recusar_futura("cancelado_em", em, "o cancelamento")
    if em < instrumento.disponibilizado_em:
        raise ValidationError(
            {
                "cancelado_em": "O cancelamento vem antes de o instrumento ser disponibilizado, "
                f"em {data_curta(instrumento.disponibilizado_em)}."
            }
        )
    if papel == PapelNoFluxo.ABRE and instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO):
        raise ValidationError(
            "Há um acordo firmado a partir deste termo. Cancele o acordo antes do termo."
        )
    return salvar(instrumento, {"cancelado_em": em, "motivo_do_cancelamento": motivo})


# --- Assinaturas e publicação -----------------------------------------------------------


def signatarios_da_parte(instrumento: Instrumento | None, parte: Parte) -> list[Signatario]:
    return list(instrumento.signatarios.filter(parte=parte)) if instrumento else []


def conferir_assinatura(instrumento: Instrumento, campo: str, dia: date | None) -> None:
    """Ninguém assina antes de o documento estar disponível, nem depois do que dele decorre."""
    if dia is None:
        return
    recusar_futura(campo, dia, "a assinatura")
    if dia < instrumento.disponibilizado_em:
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} vem antes de o documento estar disponível, em "
                f"{data_curta(instrumento.disponibilizado_em)}. Confira as duas datas."
            }
        )
    publicacao = getattr(instrumento, "publicacao", None)
    if publicacao and dia > publicacao.publicado_em:
        raise ValidationError(
            {
                campo: f"{data_curta(dia)} vem depois da publicação do extrato, em "
                f"{data_curta(publicacao.publicado_em)}. Confira as duas datas."
            }
        )


def registrar_assinaturas(
    implantacao,
    papel: PapelNoFluxo,
    parte: Parte,
    datas: Mapping[int, date | None],
    *,
    comprovante=None,
) -> list[Signatario]:
    """Grava a data de cada assinatura de uma parte. Sem data, a pessoa ainda não assinou."""
    instrumento = instrumento_do_fluxo(implantacao, papel)
    signatarios = signatarios_da_parte(instrumento, parte)
    if not signatarios:
        raise ValidationError(
            "Ainda não há signatário desta parte. Registre antes o documento e quem o assina."
        )
    for signatario in signatarios:
        dia = datas.get(signatario.pk)
        conferir_assinatura(instrumento, f"assinado_em_{signatario.pk}", dia)
        signatario.assinado_em = dia
        if comprovante and dia:
            signatario.comprovante = comprovante
        elif not dia:
            signatario.comprovante = None
        signatario.save()
    conferir_acordo_depois(implantacao, papel)
    return signatarios


def conferir_acordo_depois(implantacao, papel: PapelNoFluxo) -> None:
    """Mudar a assinatura do termo não pode deixar o acordo antes dela."""
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    if papel == PapelNoFluxo.ABRE and acordo:
        try:
            conferir_termo_antes(implantacao, {"disponibilizado_em": acordo.disponibilizado_em})
        except ValidationError as erro:
            raise ValidationError(
                "O acordo já foi disponibilizado em "
                f"{data_curta(acordo.disponibilizado_em)}; a assinatura do termo não pode ser "
                "posterior nem ficar sem data. Corrija antes o acordo."
            ) from erro


def conferir_publicacao(acordo: Instrumento | None, publicado_em: date | None) -> None:
    assinado_em = ultima_assinatura(acordo)
    if assinado_em is None:
        raise ValidationError(
            "O extrato só é publicado depois de todas as assinaturas do acordo. "
            "Registre antes as que faltam."
        )
    recusar_futura("publicado_em", publicado_em, "a publicação")
    if publicado_em and publicado_em < assinado_em:
        raise ValidationError(
            {
                "publicado_em": f"{data_curta(publicado_em)} vem antes da última assinatura, em "
                f"{data_curta(assinado_em)}. Confira a data no diário."
            }
        )


def publicar_extrato(
    implantacao, *, veiculo: str, publicado_em: date, link: str = "", arquivo=None
) -> PublicacaoDoExtrato:
    """Registra onde e quando saiu o extrato do acordo."""
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    conferir_publicacao(acordo, publicado_em)
    publicacao = getattr(acordo, "publicacao", None) or PublicacaoDoExtrato(instrumento=acordo)
    return salvar(
        publicacao,
        {
            "veiculo": veiculo,
            "publicado_em": publicado_em,
            "link": link,
            "arquivo": arquivo or publicacao.arquivo,
        },
    )
