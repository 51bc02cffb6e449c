"""Regras dos instrumentos: o termo antes do acordo, quem assina e o que se publica.

Como em `servicos`, quem grava chama de dentro de `fluxo.servicos.alterar_fatos`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from adesao import assinaturas
from adesao.assinaturas import conferir_assinatura
from adesao.estados import MESES_NO_MAXIMO, Passo, somar_meses, ultima_de
from adesao.marcas import assinado_por_todos_em
from adesao.models import (
    POR_QUEM,
    Instrumento,
    PapelNoFluxo,
    Parte,
    PublicacaoDoExtrato,
    Signatario,
)
from adesao.regras import hoje, recusar_anterior, recusar_futura, salvar
from adesao.servicos import representante_atual
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.municipios.instalacoes import conferencia_do_estado

CAMPOS = (
    "tipo",
    "numero",
    "processo_sei",
    "documento_sei",
    "objeto",
    "disponibilizado_em",
    "vigencia_meses",
    "vigente_ate",
)


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
        .order_by("-pk")
        .first()
    )


def ultima_assinatura(instrumento: Instrumento | None, *partes: Parte) -> date | None:
    """A data que completa as assinaturas das partes (todas, se nenhuma for dita)."""
    if instrumento is None:
        return None
    if not partes:
        return assinado_por_todos_em(instrumento)
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    return ultima_de(s.assinado_em for s in ativos if s.parte in partes)


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


def conferir_signatarios(
    partes: Iterable[Parte], signatarios: Iterable[SignatarioInformado]
) -> None:
    """Cada parte que tem de assinar traz quem assine por ela, e ninguém aparece duas vezes."""
    signatarios = list(signatarios)
    presentes = {s.parte for s in signatarios}
    if Parte.MUNICIPIO not in presentes:
        raise ValidationError("Informe ao menos uma pessoa que assina pelo município.")
    if faltam := [POR_QUEM[parte] for parte in Parte if parte in set(partes) - presentes]:
        raise ValidationError(
            f"Informe quem assina {lista_e(faltam)}: sem essa assinatura o documento não vale. "
            "O cadastro dos tipos de instrumento diz de que partes cada um precisa."
        )
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
    if papel == PapelNoFluxo.ACORDO and dados.get("disponibilizado_em"):
        _conferir_validade(dados["disponibilizado_em"], dados.get("vigente_ate"))
        recusar_futura("disponibilizado_em", dados["disponibilizado_em"], "a disponibilização")
        conferir_termo_antes(implantacao, dados)
    conferir_dados(instrumento_do_fluxo(implantacao, papel), dados)


def conferir_dados(atual: Instrumento | None, dados: Mapping) -> None:
    """O que vale para qualquer instrumento: datas em ordem, números só seus, até cinco anos.

    Raises:
        ValidationError: no campo a corrigir.
    """
    dia = dados.get("disponibilizado_em")
    _conferir_validade(dia, dados.get("vigente_ate"))
    recusar_futura("disponibilizado_em", dia, "a disponibilização")
    _conferir_processo(dados.get("processo_sei"))
    _conferir_cinco_anos(atual, dados)
    _conferir_numero_unico(atual, dados)
    _conferir_documento_unico(atual, dados.get("documento_sei"))
    if atual and "disponibilizado_em" in dados:
        _conferir_o_que_ja_houve(atual, dia)


def _conferir_o_que_ja_houve(atual: Instrumento, dia: date | None) -> None:
    """O que se liberou ou assinou pede o documento disponível, e desde antes."""
    for o_que, feitas in _ja_houve(atual).items():
        if not feitas:
            continue
        primeira = data_curta(min(feitas))
        if dia is None:
            raise ValidationError(
                {
                    "disponibilizado_em": f"Há {o_que} registrada em {primeira}: o documento já "
                    "estava disponível. Diga desde quando ou, se foi engano, desfaça antes o "
                    "registro na página da assinatura."
                }
            )
        recusar_anterior(
            "disponibilizado_em",
            min(feitas),
            dia,
            "de o documento ficar disponível",
            f"É o dia de uma {o_que} já registrada. Confira os dois dias.",
        )


def _ja_houve(atual: Instrumento) -> dict[str, list[date]]:
    ativos = list(atual.signatarios.ativos())
    passos = [m for s in ativos for m in assinaturas.efetivos_de(s)]
    return {
        "assinatura": [s.assinado_em for s in ativos if s.assinado_em],
        "liberação": [m.ocorreu_em for m in passos if m.passo == Passo.LIBERADA],
    }


def _conferir_cinco_anos(atual: Instrumento | None, dados: Mapping) -> None:
    meses, ate = dados.get("vigencia_meses"), dados.get("vigente_ate")
    if meses and not 1 <= meses <= MESES_NO_MAXIMO:
        raise ValidationError(
            {
                "vigencia_meses": f"{meses} meses passam do permitido: a validade vai de 1 a "
                f"{MESES_NO_MAXIMO} meses, cinco anos contados da assinatura."
            }
        )
    base = ultima_assinatura(atual) or max(dados.get("disponibilizado_em") or hoje(), hoje())
    limite = somar_meses(base, MESES_NO_MAXIMO)
    if ate and ate > limite:
        raise ValidationError(
            {
                "vigente_ate": f"{data_curta(ate)} passa de cinco anos contados da assinatura, "
                f"que acabariam em {data_curta(limite)}. Confira a data no documento."
            }
        )


def _conferir_numero_unico(atual: Instrumento | None, dados: Mapping) -> None:
    numero, tipo = dados.get("numero"), dados.get("tipo") or (atual.tipo if atual else None)
    if not numero or tipo is None or (atual and atual.altera_id):
        return
    iguais = Instrumento.objects.vigentes().filter(tipo=tipo, numero=numero, altera=None)
    outro = iguais.exclude(pk=atual.pk if atual else None).first()
    if outro:
        raise ValidationError(
            {
                "numero": f"O número {numero} já está em outro {tipo}, talvez de outra cidade. "
                "Confira o número no documento."
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
    implantacao,
    papel: PapelNoFluxo,
    signatarios: Iterable[SignatarioInformado],
    *,
    validade_dias_uteis: int | None = None,
    por=None,
    **dados,
) -> Instrumento:
    """Registra o termo ou o acordo com quem assina; de novo, corrige o que já há.

    A linha que traz `pk` corrige um signatário, com a assinatura que ele já tem.

    Args:
        validade_dias_uteis: por quanto tempo vale a liberação para as pessoas do município.
    """
    signatarios = list(signatarios)
    if dados["tipo"].papel_no_fluxo != papel:
        raise ValidationError({"tipo": f"{dados['tipo']} não serve para este item. Escolha outro."})
    conferir_signatarios(dados["tipo"].partes, signatarios)
    conferir_instrumento(implantacao, papel, dados)
    instrumento = instrumento_do_fluxo(implantacao, papel) or Instrumento(implantacao=implantacao)
    salvar(instrumento, dados)
    refazer_signatarios(instrumento, signatarios)
    if validade_dias_uteis and instrumento.disponibilizado_em:
        _liberar_a_todos(instrumento, validade_dias_uteis, por)
    return instrumento


def _liberar_a_todos(instrumento: Instrumento, dias_uteis: int, por) -> None:
    """A disponibilização já libera quem tinha o cadastro liberado e ainda não tem passo."""
    do_municipio = instrumento.signatarios.ativos().filter(
        parte=Parte.MUNICIPIO, assinado_em=None, movimentos=None
    )
    dia = instrumento.disponibilizado_em
    ate = assinaturas.ultimo_dia(instrumento, dia, dias_uteis)
    for signatario in do_municipio.order_by("ordem"):
        if not assinaturas.ja_podia_assinar(signatario):
            continue
        assinaturas.anotar(
            signatario,
            Passo.LIBERADA,
            ocorreu_em=dia,
            validade_dias_uteis=dias_uteis,
            vale_ate=ate,
            por=por,
        )


def refazer_signatarios(instrumento: Instrumento, informados: list[SignatarioInformado]) -> None:
    """A lista de quem assina passa a ser esta; quem passou a vez a outra pessoa fica no fim."""
    antigos = {s.pk: s for s in instrumento.signatarios.all() if not s.substituido_em}
    linhas = [(antigos.pop(i.pk, None), i) for i in informados]
    for sobra in antigos.values():
        _retirar_signatario(sobra)
    _soltar_os_que_mudam(linhas)
    for ordem, (antigo, informado) in enumerate(linhas, start=1):
        signatario = antigo or Signatario(instrumento=instrumento)
        signatario.ordem, signatario.nome = ordem, informado.nome
        signatario.cargo, signatario.parte = informado.cargo, informado.parte
        signatario.save()
    _numerar_os_que_sairam(instrumento, len(linhas))
    atual = representante_atual(instrumento.implantacao)
    do_municipio = instrumento.signatarios.ativos().order_by("ordem")
    assinaturas.reconhecer(instrumento.implantacao, do_municipio, atual)


def _soltar_os_que_mudam(
    linhas: list[tuple[Signatario | None, SignatarioInformado]],
) -> None:
    """Duas linhas podem trocar de nome, e outra pessoa não herda quem a linha representava."""
    for antigo, informado in linhas:
        if antigo is None or antigo.nome.lower() == informado.nome.lower():
            continue
        if not antigo.assinado_em:
            antigo.representante = antigo.pessoa = None
        Signatario.objects.filter(pk=antigo.pk).update(nome=f"({antigo.pk})")


def _numerar_os_que_sairam(instrumento: Instrumento, depois_de: int) -> None:
    sairam = instrumento.signatarios.exclude(substituido_em=None).order_by("ordem", "pk")
    for ordem, signatario in enumerate(sairam, start=depois_de + 1):
        signatario.ordem = ordem
        signatario.save(update_fields=["ordem"])


def _retirar_signatario(signatario: Signatario) -> None:
    if signatario.assinado_em:
        raise ValidationError(
            f"{signatario.nome} já assinou em {data_curta(signatario.assinado_em)} e não pode "
            "sair da lista. Se a data está errada, corrija antes na página das assinaturas."
        )
    if signatario.movimentos.exists():
        salvar(signatario, {"substituido_em": hoje()})
    else:
        signatario.delete()


def cancelar_instrumento(implantacao, papel: PapelNoFluxo, *, em: date, motivo: str) -> Instrumento:
    """Tira de uso um instrumento que não vale mais; as assinaturas ficam na história."""
    instrumento = instrumento_do_fluxo(implantacao, papel)
    if instrumento is None:
        raise ValidationError("Não há instrumento em uso para cancelar.")
    recusar_futura("cancelado_em", em, "o cancelamento")
    if instrumento.disponibilizado_em and em < instrumento.disponibilizado_em:
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
    if instrumento is None or instrumento.disponibilizado_em is None:
        return []
    return list(instrumento.signatarios.ativos().filter(parte=parte).order_by("ordem"))


def registrar_assinaturas(
    implantacao,
    papel: PapelNoFluxo,
    parte: Parte,
    datas: Mapping[int, date | None],
    *,
    comprovante=None,
    por=None,
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
        campo = f"assinado_em_{signatario.pk}"
        conferir_assinatura(instrumento, campo, dia)
        assinaturas.conferir_liberacao_valida(signatario, campo, dia)
        assinaturas.datar(signatario, dia, por=por, comprovante=comprovante if dia else None)
    conferir_acordo_depois(implantacao, papel)
    return signatarios


def conferir_acordo_depois(implantacao, papel: PapelNoFluxo) -> None:
    """Mudar a assinatura do termo não pode deixar o acordo antes dela."""
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    if papel == PapelNoFluxo.ABRE and acordo and acordo.disponibilizado_em:
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
            "O extrato só é publicado depois de todas as assinaturas. Registre antes as que faltam."
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
    implantacao, *, publicado_em: date, arquivo=None, **dados
) -> PublicacaoDoExtrato:
    """Registra onde e quando saiu o extrato do acordo."""
    acordo = instrumento_do_fluxo(implantacao, PapelNoFluxo.ACORDO)
    conferir_publicacao(acordo, publicado_em)
    publicacao = getattr(acordo, "publicacao", None) or PublicacaoDoExtrato(instrumento=acordo)
    arquivo = arquivo or publicacao.arquivo
    return salvar(publicacao, {**dados, "publicado_em": publicado_em, "arquivo": arquivo})
