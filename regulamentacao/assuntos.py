"""Os dezoito assuntos que um ato de processo eletrônico costuma tratar.

A lista resume o que atos municipais já publicados trazem. Nenhum assunto é
exigido por norma única: a base legal diz de onde vem a matéria, e quem
responde é uma pessoa, lendo o ato.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assunto:
    """Um assunto a procurar no ato.

    Args:
        chave: gravada nas respostas; publicada, nunca muda.
        pergunta: o que se procura no texto.
        ajuda: uma linha com o que costuma estar escrito e por que importa.
        base: norma de onde a matéria vem; vazia quando é só boa prática.
    """

    chave: str
    titulo: str
    pergunta: str
    ajuda: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class Grupo:
    """Assuntos que se leem juntos."""

    titulo: str
    assuntos: tuple[Assunto, ...]


GRUPOS = (
    Grupo(
        "Fundamento e alcance",
        (
            Assunto(
                "instituicao",
                "Instituição do SEI e alcance",
                "O ato institui o SEI Cidades e diz a quem se aplica?",
                "Diga se vale para a administração direta, autarquias e fundações. "
                "Quem ficar de fora continua sem regra.",
                "Lei nº 14.129/2021, arts. 2º e 5º",
            ),
            Assunto(
                "convenio",
                "Fundamento no convênio",
                "O ato cita o termo de adesão, o acordo ou o convênio com o Estado?",
                "Procure nos considerandos ou no primeiro artigo. "
                "É o que liga o uso do sistema à cessão feita pelo Estado.",
                "Decretos estaduais nº 66.173/2021 e nº 67.641/2023",
            ),
            Assunto(
                "definicoes",
                "Definições",
                "O ato explica os termos que usa?",
                "Por exemplo: documento digital, documento digitalizado, processo eletrônico, "
                "usuário interno e usuário externo.",
                "Lei nº 14.063/2020, art. 3º; Decreto federal nº 8.539/2015, art. 2º (modelo)",
            ),
            Assunto(
                "objetivos",
                "Objetivos",
                "O ato diz o que se quer alcançar?",
                "Rapidez, transparência, economia de papel, acesso pela população. "
                "Ajuda a interpretar o resto.",
                "Decreto federal nº 8.539/2015, art. 3º (modelo)",
            ),
        ),
    ),
    Grupo(
        "Uso do sistema",
        (
            Assunto(
                "obrigatoriedade",
                "Obrigatoriedade e cronograma",
                "O ato torna o SEI obrigatório, com datas, e proíbe sistemas paralelos?",
                "Sem data e sem proibição, o papel e o sistema antigo continuam ao lado do SEI.",
                "Lei nº 14.129/2021, arts. 5º e 6º",
            ),
            Assunto(
                "excecoes",
                "Exceções e indisponibilidade",
                "O ato diz o que fazer quando o sistema estiver fora do ar ou não servir?",
                "Quem declara a indisponibilidade, como se trabalha nesse período "
                "e como o papel entra depois no processo.",
                "Lei nº 14.129/2021, art. 6º; Decreto federal nº 8.539/2015, art. 5º (modelo)",
            ),
            Assunto(
                "numeracao",
                "Numeração",
                "O ato diz como os processos e documentos são numerados?",
                "Um número só por processo, dado pelo sistema, "
                "e a correspondência com a numeração antiga.",
            ),
            Assunto(
                "prazos",
                "Prazos e horário",
                "O ato diz quando um documento se considera recebido?",
                "Por exemplo, até o último minuto do dia do prazo, no horário de Brasília, "
                "com prorrogação se o sistema cair.",
                "Decreto federal nº 8.539/2015, art. 7º (modelo)",
            ),
        ),
    ),
    Grupo(
        "Assinatura e acesso",
        (
            Assunto(
                "assinatura",
                "Autoria, autenticidade e níveis de assinatura",
                "O ato diz quais assinaturas eletrônicas valem e para quê?",
                "Simples, avançada ou qualificada, conforme o documento. "
                "O nível mínimo é fixado por ato do chefe do Poder.",
                "Lei nº 14.063/2020, arts. 4º e 5º",
            ),
            Assunto(
                "credenciamento",
                "Credenciamento, senha e usuário externo",
                "O ato diz como servidores e cidadãos obtêm acesso?",
                "A senha é pessoal e não se empresta; "
                "o usuário externo se cadastra e aceita as condições de uso.",
                "Decreto federal nº 8.539/2015, art. 6º (modelo)",
            ),
            Assunto(
                "sigilo",
                "Níveis de acesso e sigilo",
                "O ato trata de processos públicos, restritos e sigilosos?",
                "A regra é o acesso público; o restrito e o sigiloso precisam de hipótese legal.",
                "Lei nº 12.527/2011, arts. 3º, 23 e 31",
            ),
            Assunto(
                "dados_pessoais",
                "Proteção de dados pessoais",
                "O ato trata dos dados pessoais que estão nos processos?",
                "Quem é o encarregado, que dados se restringem e como se atende o titular.",
                "Lei nº 13.709/2018, arts. 23 a 30",
            ),
        ),
    ),
    Grupo(
        "Papel, arquivo e legado",
        (
            Assunto(
                "digitalizacao",
                "Digitalização e descarte",
                "O ato diz como digitalizar o que chega em papel e o que fazer com o original?",
                "Padrões da imagem, conferência por servidor e destino do papel. "
                "Descartar depende da tabela de temporalidade.",
                "Decreto federal nº 10.278/2020; Lei nº 12.682/2012, art. 2º-A",
            ),
            Assunto(
                "legado",
                "Processos em papel e em outros sistemas",
                "O ato diz o que acontece com os processos que já existem?",
                "Terminam como começaram, são digitalizados ou migram; e até quando.",
                "Lei nº 8.159/1991, art. 1º",
            ),
            Assunto(
                "gestao_documental",
                "Gestão documental",
                "O ato manda classificar, avaliar e guardar os documentos eletrônicos?",
                "Plano de classificação, tabela de temporalidade e o papel do arquivo público.",
                "Lei nº 8.159/1991, arts. 3º e 9º",
            ),
        ),
    ),
    Grupo(
        "Governança e vigência",
        (
            Assunto(
                "orgao_gestor",
                "Órgão gestor ou comitê",
                "O ato diz quem cuida do SEI no município?",
                "Unidade ou comitê, com as atribuições: cadastros, perfis, orientação e dúvidas.",
            ),
            Assunto(
                "publicacao",
                "Publicação",
                "O ato diz onde os documentos oficiais do SEI são publicados?",
                "Diário oficial, portal do município ou o próprio sistema, "
                "e o que só vale depois de publicado.",
                "Constituição Federal, art. 37; Lei nº 12.527/2011, art. 8º",
            ),
            Assunto(
                "vigencia",
                "Vigência e revogações",
                "O ato diz quando começa a valer e o que deixa de valer?",
                "A revogação deve citar cada norma, sem a fórmula "
                "“revogam-se as disposições em contrário”.",
                "Lei Complementar nº 95/1998, arts. 8º e 9º",
            ),
        ),
    ),
)

ASSUNTOS = tuple(assunto for grupo in GRUPOS for assunto in grupo.assuntos)
POR_CHAVE = {assunto.chave: assunto for assunto in ASSUNTOS}
