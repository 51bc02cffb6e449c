"""Duas cidades com tudo dentro e uma pessoa de cada espécie, para percorrer os endereços."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from adesao import lotes as assinaturas
from adesao.models import CadastroExterno, Instrumento, PlanilhaDeAssinaturas, Signatario
from cadastros.models import RascunhoDeCarga, TipoDeCarga
from cadastros.servicos.cargas import guardar_rascunho
from cadastros.validacao import EXEMPLO_DE_UNIDADES, texto_das_unidades
from capacitacao.models import Multiplicador, Sessao, TipoDeSessao
from interlocutores.models import Designacao, PedidoDeReconfirmacao
from regulamentacao.models import AtoDaTrilha, CombinadoDoAto
from regulamentacao.sala import servicos as sala
from regulamentacao.sala.models import ComentarioDoArtigo
from seicidades.api.servicos import criar_token
from seicidades.comum.papeis import Papel
from seicidades.contas.models import AvisoDeSaida, Convite, Usuario, Vinculo
from seicidades.contas.servicos import marcar_caixa
from seicidades.correio.models import Mensagem
from seicidades.demo.carga import APP_DA_ETAPA, PREENCHER
from seicidades.demo.gente import email_de
from seicidades.demo.historias import Historia
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import Arquivo, DocumentoGerado, Situacao
from seicidades.fluxo import servicos
from seicidades.fluxo.declaracao import Fase, Roteiro
from seicidades.fluxo.models import Contato, Implantacao, RecalculoDePrazos
from seicidades.importacao import servicos as importacao
from seicidades.importacao.models import Carga
from seicidades.lembretes import servicos as lembretes
from seicidades.lembretes.escada import Momento
from seicidades.lembretes.models import Envio, Lembrete, Retencao, UltimaVarredura
from seicidades.lembretes.resumo import chave_do_envio
from seicidades.lotes import servicos as lotes
from seicidades.lotes.models import Lote
from seicidades.municipios.calendario import calendario_do_municipio
from seicidades.municipios.models import Orgao
from tests.adesao.factories import PessoaQueAssinaFactory, PublicacaoDoMunicipioFactory
from tests.documentos.amostras import envio, png
from tests.factories import (
    ArquivoFactory,
    ContatoFactory,
    ConviteFactory,
    FeriadoMunicipalFactory,
    MensagemFactory,
    OrgaoFactory,
    PortaoFactory,
    UsuarioFactory,
    VinculoFactory,
)

MUNICIPAIS = (
    Papel.GESTOR_SEI,
    Papel.GESTOR_TI,
    Papel.GESTOR_CONHECIMENTO,
    Papel.GESTOR_DOCUMENTAL,
    Papel.REPRESENTANTE,
)
# Ficam por fazer, para que haja o que concluir, dispensar e pedir.
ABERTOS = ("minuta_do_acordo_conferida", "orgao_gestor_designado", "tabela_de_assuntos_carregada")
DISPENSA_PEDIDA = "niveis_de_assinatura"
INICIO = date(2026, 1, 5)


@dataclass
class Cidade:
    """Um órgão com implantação e ao menos um objeto de cada endereço que pede um."""

    orgao: Orgao
    pessoas: dict[Papel, Usuario]
    gerente: Usuario
    implantacao: Implantacao | None = None
    arquivo: Arquivo | None = None
    reservado: Arquivo | None = None
    convite: Convite | None = None
    saida: AvisoDeSaida | None = None
    rascunho: RascunhoDeCarga | None = None
    carga: Carga | None = None
    lote: Lote | None = None
    retencao: Retencao | None = None
    aviso: dict | None = None
    contato: Contato | None = None
    documento: DocumentoGerado | None = None
    planilha: PlanilhaDeAssinaturas | None = None
    comentario: ComentarioDoArtigo | None = None

    @property
    def acordo(self) -> Instrumento:
        return self.implantacao.adesao_instrumentos.get(tipo__papel_no_fluxo="acordo")

    @property
    def cadastro(self) -> CadastroExterno:
        return self.implantacao.adesao_representantes.get().cadastro_externo

    @property
    def assinatura(self) -> Signatario:
        return self.acordo.signatarios.order_by("ordem")[0]

    @property
    def suplencia(self) -> Designacao:
        return self.implantacao.interlocutores_designacoes.suplentes().order_by("pk").first()

    @property
    def multiplicador(self) -> Multiplicador:
        return self.implantacao.capacitacao_multiplicadores.order_by("pk").first()

    def sessao(self, tipo: TipoDeSessao) -> Sessao:
        return self.implantacao.capacitacao_sessoes.filter(tipo=tipo).order_by("pk").first()

    @property
    def vinculo(self) -> Vinculo:
        """O que a página de encerrar encerraria."""
        return self.orgao.vinculos.get(papel=Papel.GESTOR_TI, usuario=self.pessoas[Papel.GESTOR_TI])

    @property
    def bloqueio(self) -> int:
        return next(iter(self.implantacao.ler_estado().bloqueios))

    @property
    def primeiro_fato(self) -> int:
        fatos = self.implantacao.andamentos.filter(tipo="fato_registrado")
        return fatos.order_by("seq")[0].seq


@dataclass
class Mundo:
    """`pessoas` são as colunas da tabela. A cidade habilitada só faz volume."""

    minha: Cidade
    outra: Cidade
    habilitada: Cidade
    pessoas: dict[str, Usuario | None]
    mensagem: Mensagem


@contextmanager
def emprestado(bloqueio_do_banco) -> Iterator[Mundo]:
    """Um mundo para os testes de um arquivo, desfeito no fim."""
    logging.disable(logging.CRITICAL)
    sessoes = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    with sessoes, bloqueio_do_banco.unblock(), transaction.atomic():
        yield criar()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def criar() -> Mundo:
    """Cria tudo, sempre igual. Cerca de um segundo."""
    roteiro = servicos.publicar_roteiro().roteiro
    gerente, colega = (UsuarioFactory(gerente=True, nome=n) for n in ("Marta Reis", "Rui Sales"))
    minha, outra, habilitada = cidades = _cidade(gerente), _cidade(colega), _cidade(colega)
    historias = (
        _quase_tudo(_historia(minha, gerente, roteiro)),
        _quase_tudo(_historia(outra, colega, roteiro)),
        _ate_o_fim(_historia(habilitada, gerente, roteiro)),
    )
    servicos.carregar_historico(
        ((h.orgao, h.passos) for h in historias),
        calendarios={h.orgao.municipio_id: h.calendario for h in historias},
    )
    for cidade, historia in zip(cidades, historias, strict=True):
        _rechear(cidade, historia, roteiro)
    for cidade in (minha, outra):
        _acompanhar(cidade)
    FeriadoMunicipalFactory(municipio=minha.orgao.municipio)
    PortaoFactory()
    criar_token(gerente)
    marcar_caixa("gabinete@exemplo.invalid", compartilhada=True, por=gerente)
    _lembrar(minha)
    dia = timezone.localdate()
    PublicacaoDoMunicipioFactory(instrumento=minha.acordo, publicado_em=dia)
    PessoaQueAssinaFactory(implantacao=minha.implantacao)
    CombinadoDoAto.objects.create(implantacao=minha.implantacao, ato=AtoDaTrilha.EDITAL)
    return Mundo(minha, outra, habilitada, _pessoas(minha, outra), MensagemFactory())


def _cidade(gerente: Usuario) -> Cidade:
    orgao = OrgaoFactory()
    codigo = orgao.municipio.codigo_ibge
    pessoas = {p: UsuarioFactory(email=email_de(p, codigo)) for p in MUNICIPAIS}
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=INICIO)
    for papel, pessoa in pessoas.items():
        # Quem está na gestão do SEI começou hoje: a pessoa anterior saiu ontem.
        inicio = timezone.localdate() if papel == Papel.GESTOR_SEI else INICIO
        VinculoFactory(orgao=orgao, usuario=pessoa, papel=papel, inicio=inicio)
    cidade = Cidade(orgao, pessoas, gerente)
    cidade.arquivo = ArquivoFactory(orgao=orgao)
    cidade.reservado = ArquivoFactory(orgao=orgao, papeis=(Papel.GESTOR_TI,))
    return cidade


def _historia(cidade: Cidade, aprovador: Usuario, roteiro: Roteiro) -> Historia:
    historia = Historia(
        orgao=cidade.orgao,
        roteiro=roteiro,
        calendario=calendario_do_municipio(cidade.orgao.municipio_id),
        pessoas=cidade.pessoas,
        gerente=cidade.gerente,
        aprovador=aprovador,
        arquivo=str(cidade.arquivo.pk),
        dia=timezone.localdate() - timedelta(days=300),
        ritmo=1,
        sorte=Random(1),  # noqa: S311 (repetível de propósito)
        relogio=Random(2),  # noqa: S311 (idem)
    )
    historia.iniciar()
    return historia


def _quase_tudo(historia: Historia) -> Historia:
    """Quase tudo preenchido, nada enviado: as etapas continuam editáveis."""
    for item in historia.roteiro.itens.values():
        if item.fase == Fase.ANTES and item.chave not in (*ABERTOS, DISPENSA_PEDIDA):
            historia.fazer(item)
    historia.pedir_dispensa(DISPENSA_PEDIDA, "O decreto será de um artigo só.")
    # Na trilha: parada a etapa atual, a vez seria da Prodesp, e ninguém da cidade é lembrado.
    historia.pedir_ajuda("sem_acesso", "A tela pede uma senha.", "gestao_documental")
    return historia


def _ate_o_fim(historia: Historia) -> Historia:
    *antes, ultima = historia.roteiro.principais
    for etapa in (*antes, *historia.roteiro.trilhas):
        historia.etapa(etapa.chave)
    historia.preencher(ultima.chave)
    historia.produzir()
    historia.concluir()
    return historia


def _rechear(cidade: Cidade, historia: Historia, roteiro: Roteiro) -> None:
    """As linhas que tornam verdade o que a história deu por satisfeito, e o mais."""
    cidade.implantacao = Implantacao.objects.get(orgao=cidade.orgao)
    por_app: dict[str, dict[str, date]] = {app: {} for app in PREENCHER}
    for item, dia in historia.datas.items():
        etapa = roteiro.etapa_do_item[item].chave
        por_app[APP_DA_ETAPA.get(etapa, etapa)][item] = dia
    for app, datas in por_app.items():
        PREENCHER[app]([(cidade.implantacao, datas, cidade.gerente)])
    cidade.convite = ConviteFactory(
        orgao=cidade.orgao,
        papel=Papel.APOIO,
        criado_por=cidade.gerente,
        segredo=segredo_de(cidade),
    )
    cidade.rascunho = guardar_rascunho(
        cidade.implantacao,
        TipoDeCarga.UNIDADES,
        "unidades.csv",
        texto_das_unidades(EXEMPLO_DE_UNIDADES).encode(),
        cidade.pessoas[Papel.GESTOR_SEI],
    )
    sala.guardar_redacao(cidade.implantacao, por=cidade.pessoas[Papel.GESTOR_SEI])
    cidade.comentario = sala.comentar(
        cidade.implantacao, "sigilo.niveis", "Rever.", por=cidade.gerente, da_prodesp=True
    )


def _acompanhar(cidade: Cidade) -> None:
    """Uma planilha conferida, um lote com prévia, um contato e um aviso segurado."""
    cidade.carga = importacao.conferir(_planilha(cidade))
    cidade.planilha = _planilha_de_assinaturas(cidade)
    cidade.lote = _lote(cidade)
    cidade.contato = ContatoFactory(
        implantacao=cidade.implantacao, registrado_por=cidade.gerente, com_passo=True
    )
    cidade.saida = AvisoDeSaida.objects.create(vinculo=cidade.vinculo, motivo="mudou")
    PedidoDeReconfirmacao.objects.create(implantacao=cidade.implantacao, desde=timezone.localdate())
    cidade.documento = _documento(cidade)
    primeiro, cidade.aviso = _avisos(cidade)[:2]
    cidade.retencao = lembretes.reter(
        cidade.implantacao, **primeiro, motivo="Combinado por telefone.", por=cidade.gerente
    )


def _documento(cidade: Cidade) -> DocumentoGerado:
    """Um ofício dado por pronto, sem escrever os arquivos, e um brasão."""
    documentos.por_brasao(cidade.orgao, envio("brasao.png", png()), cidade.gerente)
    pedido = documentos.gerar_documento("oficio_de_solicitacao", cidade.orgao, cidade.gerente)
    DocumentoGerado.objects.filter(pk=pedido.pk).terminar(Situacao.PRONTO)
    return pedido


def _planilha(cidade: Cidade) -> Carga:
    """Uma linha só, da própria cidade, sem nada a mudar."""
    conteudo = f"codigo_ibge;inicio\n{cidade.orgao.municipio.codigo_ibge};\n"
    return importacao.nova("carteira.csv", conteudo.encode(), cidade.gerente)


def _planilha_de_assinaturas(cidade: Cidade) -> PlanilhaDeAssinaturas:
    """Uma linha que já está registrada, conferida."""
    codigo, dia = cidade.orgao.municipio.codigo_ibge, cidade.cadastro.pedido_em
    conteudo = f"codigo_ibge;passo;dia\n{codigo};usuario_externo_pedido;{dia}\n"
    planilha = assinaturas.enviar("assinaturas.csv", conteudo.encode(), cidade.gerente)
    assinaturas.tratar(str(planilha.pk))
    planilha.refresh_from_db()
    return planilha


def _lote(cidade: Cidade) -> Lote:
    """A própria cidade, por suspender."""
    lote = lotes.criar(cidade.gerente, "suspender", [cidade.implantacao.pk])
    calendario = calendario_do_municipio(cidade.orgao.municipio_id)
    dia = calendario.somar(timezone.localdate(), 20)
    parametros = {"motivo": "Enchente.", "retomar_em": dia.isoformat()}
    return lotes.definir(lote, parametros, avisar=False)


def _avisos(cidade: Cidade) -> list[dict]:
    """Os avisos que a gerência pode segurar, como o endereço e o formulário os pedem."""
    return [
        {
            "assunto": previsao.pendencia.assunto,
            "momento": passo.passo.momento.value,
            "prazo": previsao.pendencia.prazo,
        }
        for previsao in lembretes.prever(cidade.implantacao)
        for passo in previsao.passos
        if passo.pode_reter
    ]


def _lembrar(cidade: Cidade) -> None:
    """Um de cada coisa que a varredura e as pessoas deixam."""
    hoje, pessoa = timezone.localdate(), cidade.pessoas[Papel.GESTOR_TI]
    lembretes.pausar(pessoa)
    UltimaVarredura.objects.create(dia=hoje)
    agora = timezone.now()
    RecalculoDePrazos.objects.create(
        implantacao=cidade.implantacao, motivo="Feriado novo.", pedido_em=agora, feito_em=agora
    )
    Envio.objects.create(
        usuario=pessoa, dia=hoje, chave=chave_do_envio(pessoa.pk, hoje), pendencias=1
    )
    Lembrete.objects.create(
        implantacao=cidade.implantacao,
        **cidade.aviso | {"momento": Momento.ANTES},
        usuario=pessoa,
        dia=hoje,
    )


def segredo_de(cidade: Cidade) -> str:
    return f"segredo-ficticio-da-cidade-{cidade.orgao.pk}"


def _pessoas(minha: Cidade, outra: Cidade) -> dict[str, Usuario | None]:
    """As colunas da tabela, na ordem dela."""
    hoje = timezone.localdate()
    anterior, desativada, apoio, suplente = (UsuarioFactory() for _ in range(4))
    VinculoFactory(
        orgao=minha.orgao,
        usuario=anterior,
        papel=Papel.GESTOR_SEI,
        inicio=INICIO,
        fim=hoje - timedelta(days=1),
    )
    VinculoFactory(
        orgao=minha.orgao,
        usuario=desativada,
        papel=Papel.GESTOR_TI,
        suplente=True,
        inicio=INICIO,
    )
    Usuario.objects.filter(pk=desativada.pk).update(is_active=False)
    VinculoFactory(orgao=minha.orgao, usuario=apoio, papel=Papel.APOIO, inicio=INICIO)
    VinculoFactory(
        orgao=minha.orgao, usuario=suplente, papel=Papel.GESTOR_SEI, suplente=True, inicio=INICIO
    )
    return {
        "anonima": None,
        "desativada": desativada,
        "estranha": UsuarioFactory(),
        "encerrada": anterior,
        "vizinha": outra.pessoas[Papel.GESTOR_SEI],
        **{papel.value: minha.pessoas[papel] for papel in MUNICIPAIS},
        "apoio": apoio,
        "suplente": suplente,
        "gerente": minha.gerente,
        "outro_gerente": outra.gerente,
        "observador": UsuarioFactory(observador=True),
        "administrador": UsuarioFactory(administrador=True),
    }
