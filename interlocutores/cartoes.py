"""O cartão de cada papel: o que faz, o que não faz, com quem fala e a primeira semana."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.comum.agenda_ics import Evento
from seicidades.comum.papeis import Papel
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.calendario import calendario_do_municipio


@dataclass(frozen=True)
class Passo:
    """O que fazer em um dia útil da primeira semana; o dia 1 é o do começo."""

    dia_util: int
    titulo: str
    texto: str


@dataclass(frozen=True)
class Cartao:
    papel: Papel
    em_uma_frase: str
    faz: tuple[str, ...]
    nao_faz: tuple[str, ...]
    fala_com: str
    semana: tuple[Passo, ...]


_ENTRAR = Passo(
    1,
    "Aceitar o convite e conferir os seus dados",
    "Entre pela mensagem de convite, confira cargo, unidade e telefone, e confirme o contato.",
)
_REUNIAO = Passo(
    5,
    "Conversar 20 minutos com o Gestor SEI",
    "Contem um ao outro o que ficou pronto, o que trava e quem substitui você numa ausência.",
)

CARTOES = {
    cartao.papel: cartao
    for cartao in (
        Cartao(
            papel=Papel.GESTOR_SEI,
            em_uma_frase="Conduz a implantação no município e é a voz dele com a Prodesp.",
            faz=(
                "Acompanha o que cada papel tem a fazer e os prazos.",
                "Envia cada etapa quando ela está completa e responde às correções.",
                "Informa quem exerce os outros papéis e mantém o ato de designação em dia.",
                "Pede ajuda cedo: o prazo do município para enquanto a resposta é da Prodesp.",
            ),
            nao_faz=(
                "Não preenche o que é técnico ou de arquivo no lugar dos colegas.",
                "Não assina instrumentos: quem assina é quem representa o município.",
            ),
            fala_com="gabinete, secretarias e o gerente de projetos da Prodesp",
            semana=(
                _ENTRAR,
                Passo(
                    2,
                    "Ler a jornada inteira",
                    "Veja as cinco etapas na página do município e marque o que depende de outros.",
                ),
                Passo(
                    3,
                    "Fechar a equipe",
                    "Informe quem exerce os demais papéis e quem é suplente de cada um.",
                ),
                Passo(
                    4,
                    "Pedir a portaria de designação",
                    "Gere a minuta com os nomes e leve ao gabinete para assinatura e publicação.",
                ),
                Passo(
                    5,
                    "Conversar com o gerente de projetos da Prodesp",
                    "Combinem os próximos quinze dias e o melhor jeito de se falarem.",
                ),
            ),
        ),
        Cartao(
            papel=Papel.GESTOR_TI,
            em_uma_frase="Cuida para que as pessoas consigam abrir o SEI, entrar e imprimir.",
            faz=(
                "Informa se há diretório de usuários e libera a conexão, se houver.",
                "Testa o acesso a partir dos prédios da prefeitura e registra o resultado.",
                "Prepara com o Gestor SEI a carga de unidades e de usuários.",
                "Atende as dúvidas técnicas e abre chamado quando o defeito não é local.",
            ),
            nao_faz=(
                "Não decide que unidades existem: isso é da administração.",
                "Não envia senhas de ninguém, por meio nenhum.",
            ),
            fala_com="suporte da Prodesp, provedor de internet e Gestor SEI",
            semana=(
                _ENTRAR,
                Passo(
                    2,
                    "Levantar como as pessoas entram hoje",
                    "Há diretório de usuários? Quem administra? Anote para informar no item.",
                ),
                Passo(
                    3,
                    "Testar o acesso de três lugares",
                    "Abra o endereço do SEI em três prédios diferentes e anote o que aparece.",
                ),
                Passo(
                    4,
                    "Pedir liberações à rede",
                    "Proxy, firewall e navegador atualizado nas estações que vão usar o SEI.",
                ),
                _REUNIAO,
            ),
        ),
        Cartao(
            papel=Papel.GESTOR_CONHECIMENTO,
            em_uma_frase="Faz com que as pessoas saibam usar o SEI no dia em que ele começar.",
            faz=(
                "Escolhe com o Gestor SEI os multiplicadores de cada secretaria.",
                "Marca turmas, salas e horários, e acompanha a presença.",
                "Divulga manuais, cursos a distância e o ambiente de treinamento.",
                "Recolhe as dúvidas que se repetem e as devolve à equipe.",
            ),
            nao_faz=(
                "Não dá todas as aulas: quem ensina são os multiplicadores.",
                "Não cria usuários nem muda permissões.",
            ),
            fala_com="multiplicadores, recursos humanos e equipe de capacitação da Prodesp",
            semana=(
                _ENTRAR,
                Passo(
                    2,
                    "Entrar no ambiente de treinamento",
                    "Abra um processo de teste e faça um documento: é o que você vai mostrar.",
                ),
                Passo(
                    3,
                    "Listar quem gosta de ensinar",
                    "Duas pessoas por secretaria bastam para começar a conversa.",
                ),
                Passo(
                    4,
                    "Reservar sala e datas",
                    "Turmas pequenas, com computador para todos, antes da entrada em produção.",
                ),
                _REUNIAO,
            ),
        ),
        Cartao(
            papel=Papel.GESTOR_DOCUMENTAL,
            em_uma_frase="Cuida para que todo documento nasça classificado e dure o tempo certo.",
            faz=(
                "Acompanha a lei do arquivo, o sistema de arquivos e a comissão de avaliação.",
                "Conduz o plano de classificação e a tabela de temporalidade.",
                "Orienta o protocolo sobre digitalização, níveis de acesso e eliminação.",
                "Envia para análise a trilha de gestão documental.",
            ),
            nao_faz=(
                "Não elimina documento sem tabela aprovada e edital publicado.",
                "Não precisa terminar tudo para o SEI começar: a trilha corre ao lado.",
            ),
            fala_com="protocolo, arquivo, jurídico e Arquivo Público do Estado",
            semana=(
                _ENTRAR,
                Passo(
                    2,
                    "Juntar o que a prefeitura já tem",
                    "Leis, decretos e tabelas de arquivo, mesmo antigos: conte o que vale.",
                ),
                Passo(
                    3,
                    "Visitar o protocolo e o arquivo",
                    "Veja o que entra, por onde anda e onde fica. Anote os assuntos mais comuns.",
                ),
                Passo(
                    4,
                    "Indicar nomes para a comissão de avaliação",
                    "Arquivo, jurídico e uma área finalística costumam bastar.",
                ),
                _REUNIAO,
            ),
        ),
    )
}


@dataclass(frozen=True)
class DiaMarcado:
    """Um passo da primeira semana no dia que lhe cabe nesta cidade."""

    dia: date
    passo: Passo


def comeco(designacao: Designacao | None) -> date:
    """A semana começa quando a pessoa assume; papel vago, hoje."""
    return designacao.inicio if designacao else timezone.localdate()


def primeira_semana(implantacao, papel: Papel, designacao: Designacao | None) -> list[DiaMarcado]:
    calendario = calendario_do_municipio(implantacao.orgao.municipio_id)
    primeiro = calendario.proximo_util(comeco(designacao))
    return [
        DiaMarcado(calendario.somar(primeiro, passo.dia_util - 1), passo)
        for passo in CARTOES[papel].semana
    ]


def eventos(
    implantacao: Implantacao, papel: Papel, designacao: Designacao | None
) -> Iterator[Evento]:
    """A primeira semana e os prazos abertos do papel, cada um com o seu UID de sempre."""
    cidade = implantacao.orgao.municipio.nome
    mudou_em = designacao.atualizado_em if designacao else implantacao_mudou_em(implantacao)
    pessoa = designacao.pk if designacao else 0
    cartao = _endereco(f"interlocutores:cartao_{papel}", implantacao.pk)
    for marcado in primeira_semana(implantacao, papel, designacao):
        yield Evento(
            uid=_uid(f"semana-{implantacao.pk}-{papel}-{pessoa}-{marcado.passo.dia_util}"),
            dia=marcado.dia,
            titulo=f"{marcado.passo.titulo} ({cidade})",
            texto=marcado.passo.texto,
            mudou_em=mudou_em,
            url=cartao,
        )
    yield from _prazos(implantacao, papel, cidade)


def _prazos(implantacao: Implantacao, papel: Papel, cidade: str) -> Iterator[Evento]:
    definicoes = implantacao.roteiro.itens
    itens = implantacao.itens.por_fazer().filter(papel=papel, prazo__isnull=False)
    for item in itens.order_by("prazo", "ordem"):
        yield Evento(
            uid=_uid(f"prazo-{implantacao.pk}-{item.chave}"),
            dia=item.prazo,
            titulo=f"Prazo: {definicoes[item.chave].titulo} ({cidade})",
            texto=definicoes[item.chave].ajuda,
            mudou_em=implantacao_mudou_em(implantacao),
            url=_endereco("fluxo:etapa", implantacao.pk, item.etapa),
        )


def implantacao_mudou_em(implantacao: Implantacao) -> datetime:
    return implantacao.atualizada_em or timezone.now()


def _endereco(nome: str, *args) -> str:
    return settings.ENDERECO_PUBLICO.rstrip("/") + reverse(nome, args=args)


def _uid(nome: str) -> str:
    return f"{nome}@interlocutores.seicidades"
